using PeppaApi.Data.Entities;

namespace PeppaApi.Relay;

/// <summary>
/// The clocks of one upstream call: first byte, between chunks, total; and, once the client has left, what the channel's
/// policy allows. (The fourth, connect, is the connection pool's.) Cancels <see cref="Token"/> when one runs out.
/// A chunk only moves the deadline; the timer finds out when it rings, so a fast stream sets no timers.
/// </summary>
internal sealed class UpstreamClock : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _clientGone;
    private readonly CancellationTokenRegistration _cut;
    private readonly Lock _gate = new();
    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _deadline;
    private long _ringsAt = long.MaxValue;
    private long _latest;

    public UpstreamClock(RelayExchange exchange, ClientGonePolicy policy, RelayOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _timer = time.CreateTimer(static state => ((UpstreamClock)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _latest = In(options.TotalSeconds);
        Expect(options.FirstByteSeconds);
        _clientGone = exchange.Context.RequestAborted.UnsafeRegister(
            static (state, _) =>
            {
                var (clock, policy) = ((UpstreamClock, ClientGonePolicy))state!;
                clock.ClientLeft(policy);
            },
            (this, policy));
        _cut = exchange.Cut.UnsafeRegister(static state => ((UpstreamClock)state!).Expire(), this);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Begins the wait for the next chunk.</summary>
    public void ExpectChunk() => Expect(_options.BetweenChunksSeconds);

    /// <summary>While the client takes its time nobody waits for the upstream: only the total counts.</summary>
    public void ExpectNothing() => Expect(_options.TotalSeconds);

    public void Dispose()
    {
        _clientGone.Dispose();
        _cut.Dispose();
        _timer.Dispose();
        _source.Dispose();
    }

    private void ClientLeft(ClientGonePolicy policy)
    {
        var seconds = policy == ClientGonePolicy.Drain ? _options.DrainSeconds : 0;
        lock (_gate)
        {
            _latest = Math.Min(_latest, In(seconds));
        }

        Expect(seconds);
    }

    private void Expect(int seconds)
    {
        lock (_gate)
        {
            _deadline = Math.Min(In(seconds), _latest);
            if (_deadline < _ringsAt)
            {
                SetTimer();
            }
        }
    }

    private void Ring()
    {
        lock (_gate)
        {
            if (_deadline > _time.GetTimestamp())
            {
                SetTimer();
                return;
            }
        }

        Expire();
    }

    private void Expire()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended while the timer rang.
        }
    }

    private void SetTimer()
    {
        _ringsAt = _deadline;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), _deadline);
        // Rounded up: a timer that rings a moment early would have to be set again.
        _timer.Change(wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private long In(int seconds) => _time.GetTimestamp() + (seconds * _time.TimestampFrequency);
}
