using System.Diagnostics;

namespace PeppaApi.Benchmarks.Load;

/// <summary>Waits for a point in time to some 10 microseconds, which timers cannot: they wake a millisecond late.</summary>
internal static class Pacer
{
    /// <summary>Milliseconds that a sleep may come back late and that are waited out awake instead.</summary>
    private const double Margin = 0.2;

    /// <param name="due">A timestamp of <see cref="Stopwatch"/>.</param>
    public static void WaitUntil(long due)
    {
        var sleep = (int)(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due).TotalMilliseconds - Margin);
        if (sleep > 0)
        {
            Thread.Sleep(sleep);
        }

        while (Stopwatch.GetTimestamp() < due)
        {
            Thread.Sleep(0); // Gives the core to whoever has work: the relay may need it.
        }
    }
}
