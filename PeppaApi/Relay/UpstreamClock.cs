using PeppaApi.Data.Entities;

namespace PeppaApi.Relay;

/// <summary>
/// The clocks of one upstream call: first byte, between chunks, total; and, once the client has left, what the channel's
/// policy allows. (The fourth, connect, is the connection pool's.) Cancels <see cref="Token"/> when one runs out.
/// </summary>
internal sealed class UpstreamClock : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _clientGone;
    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private long _drainUntil = long.MaxValue;

    public UpstreamClock(RelayExchange exchange, ClientGonePolicy policy, RelayOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _startedAt = time.GetTimestamp();
        _source.CancelAfter(Shorter(options.FirstByteSeconds));
        _clientGone = exchange.Context.RequestAborted.UnsafeRegister(
            static (state, _) =>
            {
                var (clock, policy) = ((UpstreamClock, ClientGonePolicy))state!;
                clock.ClientLeft(policy);
            },
            (this, policy));
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Begins the wait for the next chunk.</summary>
    public void ExpectChunk() => _source.CancelAfter(Shorter(_options.BetweenChunksSeconds));

    public void Dispose()
    {
        _clientGone.Dispose();
        _source.Dispose();
    }

    private void ClientLeft(ClientGonePolicy policy)
    {
        var bound = policy == ClientGonePolicy.Drain ? TimeSpan.FromSeconds(_options.DrainSeconds) : TimeSpan.Zero;
        Volatile.Write(ref _drainUntil, _time.GetTimestamp() + (long)(bound.TotalSeconds * _time.TimestampFrequency));
        _source.CancelAfter(bound);
    }

    private TimeSpan Shorter(int seconds)
    {
        var total = TimeSpan.FromSeconds(_options.TotalSeconds) - _time.GetElapsedTime(_startedAt);
        var drain = Volatile.Read(ref _drainUntil) is var until and not long.MaxValue
            ? _time.GetElapsedTime(_time.GetTimestamp(), until)
            : TimeSpan.MaxValue;
        var shortest = new[] { TimeSpan.FromSeconds(seconds), total, drain }.Min();
        return shortest > TimeSpan.Zero ? shortest : TimeSpan.Zero;
    }
}
