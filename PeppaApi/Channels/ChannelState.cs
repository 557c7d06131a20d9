namespace PeppaApi.Channels;

/// <summary>How a channel is doing, kept across snapshots. Safe for any thread.</summary>
public sealed class ChannelState(TimeProvider time)
{
    // Three in a row: one failure may be the request's own, or chance.
    private const int Strikes = 3;

    public Breaker Breaker { get; } = new(Strikes);

    public LoadMeter Load { get; } = new(time);

    /// <summary>Attempts of the last minute.</summary>
    public MinuteWindow Requests { get; } = new(time);

    public MinuteWindow Failures { get; } = new(time);

    public MinuteWindow Tokens { get; } = new(time);
}

/// <summary>How a key is doing, kept across snapshots. Safe for any thread.</summary>
public sealed class KeyState
{
    private int _inFlight;
    private long _lastUsed;
    private long _requests;
    private long _spent;
    private int _changes;

    public Breaker Breaker { get; } = new(strikesAllowed: 1);

    public int InFlight => Volatile.Read(ref _inFlight);

    public DateTimeOffset? LastUsed => Volatile.Read(ref _lastUsed) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public long Requests => Volatile.Read(ref _requests);

    /// <summary>What requests with this key were charged, in nano-dollars.</summary>
    public long Spent => Volatile.Read(ref _spent);

    internal void NoteChange() => Volatile.Write(ref _changes, 1);

    /// <summary>Whether something was noted since the last call.</summary>
    internal bool TakeChanged() => Interlocked.Exchange(ref _changes, 0) != 0;

    internal void Begin() => Interlocked.Increment(ref _inFlight);

    internal void Count(DateTimeOffset now)
    {
        Interlocked.Increment(ref _requests);
        Volatile.Write(ref _lastUsed, now.UtcTicks);
        Volatile.Write(ref _changes, 1);
    }

    internal void End() => Interlocked.Decrement(ref _inFlight);

    internal void Spend(long amount)
    {
        Interlocked.Add(ref _spent, amount);
        Volatile.Write(ref _changes, 1);
    }

    internal void Restore(DateTimeOffset? lastUsed, long requests, long spent) =>
        (_lastUsed, _requests, _spent) = (lastUsed?.UtcTicks ?? 0, requests, spent);
}
