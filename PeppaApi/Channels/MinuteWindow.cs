namespace PeppaApi.Channels;

/// <summary>A sum over the last minute, in steps of five seconds. Safe for any thread.</summary>
public sealed class MinuteWindow(TimeProvider time)
{
    private const int Steps = 12;
    private const int StepSeconds = 5;
    private readonly Lock _gate = new();
    private readonly long[] _sums = new long[Steps];
    private long _step;

    public void Add(long amount)
    {
        lock (_gate)
        {
            MoveOn();
            _sums[_step % Steps] += amount;
        }
    }

    public long Sum()
    {
        lock (_gate)
        {
            MoveOn();
            return _sums.Sum();
        }
    }

    private void MoveOn()
    {
        var now = time.GetTimestamp() / time.TimestampFrequency / StepSeconds;
        for (var step = Math.Max(_step + 1, now - Steps + 1); step <= now; step++)
        {
            _sums[step % Steps] = 0;
        }

        _step = now;
    }
}
