using System.Diagnostics;
using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Measuring;

/// <summary>Processor time that each side has used since this was made. Unlike rates it hardly depends on what else shares the cores.</summary>
internal sealed class ProcessorClock(ChildProcess? relay, ChildProcess? upstream)
{
    private readonly TimeSpan _relay = TimeOf(relay);
    private readonly TimeSpan _upstream = TimeOf(upstream);
    private readonly TimeSpan _generator = OwnTime();

    /// <returns>Microseconds for each of the requests made meanwhile.</returns>
    public ProcessorShares Per(long requests) => new(
        (TimeOf(relay) - _relay).TotalMicroseconds / Math.Max(requests, 1),
        (TimeOf(upstream) - _upstream).TotalMicroseconds / Math.Max(requests, 1),
        (OwnTime() - _generator).TotalMicroseconds / Math.Max(requests, 1));

    private static TimeSpan TimeOf(ChildProcess? child) => child?.ProcessorTime ?? TimeSpan.Zero;

    private static TimeSpan OwnTime()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
