namespace PeppaApi.Channels;

/// <summary>
/// How busy a channel is: calls under way, and how long its first byte takes. A call that waits longer than usual counts at
/// once, so what hangs is avoided before its clock runs out. Safe for any thread.
/// </summary>
public sealed class LoadMeter(TimeProvider time)
{
    private const double Share = 0.2;
    private const double HalvesAfterSeconds = 10;
    private int _inFlight;
    private int _waiting;
    private long _movedAt;
    private double _milliseconds;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Milliseconds to the first byte, smoothed; 0 if there is no telling yet.</summary>
    public double Latency => Volatile.Read(ref _milliseconds);

    /// <returns>Whether there was room for one more.</returns>
    public bool TryBegin(int most)
    {
        if (Interlocked.Increment(ref _inFlight) > most)
        {
            End();
            return false;
        }

        if (Interlocked.Increment(ref _waiting) == 1)
        {
            Volatile.Write(ref _movedAt, time.GetTimestamp());
        }

        return true;
    }

    /// <summary>The first byte of a call that began at that time stamp has come.</summary>
    public void Answered(long startedAt)
    {
        var now = time.GetTimestamp();
        var sample = time.GetElapsedTime(startedAt, now).TotalMilliseconds;
        Interlocked.Decrement(ref _waiting);
        Volatile.Write(ref _movedAt, now);
        var before = Latency;
        // A sample lost to a race is no harm to a mean.
        Volatile.Write(ref _milliseconds, before == 0 ? sample : before + (Share * (sample - before)));
    }

    /// <summary>A call gave up waiting.</summary>
    public void GaveUp() => Interlocked.Decrement(ref _waiting);

    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>
    /// What a call may expect to wait, in milliseconds; 0 if there is no telling. Halves with every ten seconds without a reply,
    /// so that what was slow is tried again.
    /// </summary>
    public double Expected(long now)
    {
        var still = time.GetElapsedTime(Volatile.Read(ref _movedAt), now).TotalMilliseconds;
        return Volatile.Read(ref _waiting) > 0
            ? Math.Max(Latency, still)
            : Latency * Math.Pow(0.5, still / 1000 / HalvesAfterSeconds);
    }
}
