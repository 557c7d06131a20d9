namespace PeppaApi.Channels;

/// <summary>
/// Keeps what fails out of use for a while, longer each time, and lets one request at a time find out whether it works again:
/// <code>
///   ready ── enough strikes, or a pause that was asked for ──▶ cooling ── time is up ──▶ on trial ── success ──▶ ready
///                                                                 ▲                         │
///                                                                 └── failure: twice as long ┘
/// </code>
/// Safe for any thread; reading takes no lock.
/// </summary>
/// <param name="strikesAllowed">Failures in a row that lead to a pause.</param>
public sealed class Breaker(int strikesAllowed)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private readonly Lock _gate = new();
    private long _until;
    private int _strikes;
    private int _rounds;
    private volatile bool _onTrial;
    private volatile bool _strict;

    /// <summary>Why it is cooling, or on trial.</summary>
    public string? Reason { get; private set; }

    /// <summary>When the pause ends or ended; none while it is ready.</summary>
    public DateTimeOffset? Until => Volatile.Read(ref _until) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public bool IsReady => Volatile.Read(ref _until) == 0;

    public bool IsCooling(DateTimeOffset now) => Volatile.Read(ref _until) > now.UtcTicks;

    /// <summary>Whether the upstream itself asked for the pause: then it is obeyed even if nothing else is left.</summary>
    public bool IsPaused(DateTimeOffset now) => _strict && IsCooling(now);

    /// <summary>Whether a request may use it now, as a rule.</summary>
    public bool IsOpenTo(DateTimeOffset now) => IsReady || (!IsCooling(now) && !_onTrial);

    /// <summary>Takes it for one request. A trial must be ended by one of the verdicts or by <see cref="EndTrial"/>.</summary>
    public BreakerEntry Enter(DateTimeOffset now)
    {
        if (IsReady)
        {
            return BreakerEntry.Ready;
        }

        lock (_gate)
        {
            if (!IsReady && (IsCooling(now) || _onTrial))
            {
                return BreakerEntry.Refused;
            }

            _onTrial = !IsReady;
            return _onTrial ? BreakerEntry.Trial : BreakerEntry.Ready;
        }
    }

    /// <summary>The trial showed nothing: the next request may try.</summary>
    public void EndTrial() => _onTrial = false;

    /// <summary>A request was answered. One that was under way when the upstream asked for a pause does not end the pause.</summary>
    /// <returns>Whether this brought it back into use.</returns>
    public bool Succeed(DateTimeOffset now) => !IsPaused(now) && Reset();

    /// <summary>Takes it into use again, whatever kept it out: a test passed, or the operator says so.</summary>
    /// <returns>Whether it was out of use.</returns>
    public bool Reset()
    {
        if (IsReady && Volatile.Read(ref _strikes) == 0)
        {
            return false;
        }

        lock (_gate)
        {
            var wasOut = !IsReady;
            (_strikes, _rounds, _onTrial, _strict, Reason) = (0, 0, false, false, null);
            Volatile.Write(ref _until, 0);
            return wasOut;
        }
    }

    /// <summary>Counts a failure. What is already cooling stays as it is: many requests may have been under way.</summary>
    /// <param name="chance">From 0 to 1: spreads the pauses, so that not all come back in the same moment.</param>
    /// <param name="asked">Whether the upstream asked to be left alone.</param>
    /// <returns>When the pause ends that this began, if it did.</returns>
    public DateTimeOffset? Fail(DateTimeOffset now, string reason, double chance, bool asked = false)
    {
        lock (_gate)
        {
            if (IsCooling(now) || (IsReady && Interlocked.Increment(ref _strikes) < strikesAllowed))
            {
                return null;
            }

            var pause = TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << Math.Min(_rounds, 10), LongestPause.Ticks)) * (0.8 + (0.4 * chance));
            return Begin(now + pause, reason, asked);
        }
    }

    /// <summary>Begins a pause of a length that the upstream named.</summary>
    /// <returns>When it ends, if it was not cooling already.</returns>
    public DateTimeOffset? Pause(DateTimeOffset now, TimeSpan wait, string reason)
    {
        lock (_gate)
        {
            var until = now + (wait < LongestPause ? wait : LongestPause);
            var isNews = !IsCooling(now);
            return Until < until || isNews ? Begin(until, reason, strict: true, isNews) : null;
        }
    }

    /// <summary>Goes on with a pause that was begun before the process started.</summary>
    internal void Resume(DateTimeOffset until, string? reason)
    {
        lock (_gate)
        {
            Begin(until, reason ?? "", strict: true);
        }
    }

    private DateTimeOffset? Begin(DateTimeOffset until, string reason, bool strict, bool isNews = true)
    {
        _rounds += isNews ? 1 : 0;
        (_onTrial, _strict, Reason) = (false, strict, reason);
        Volatile.Write(ref _until, until.UtcTicks);
        return isNews ? until : null;
    }
}

public enum BreakerEntry
{
    Refused,
    Ready,

    /// <summary>This request alone finds out whether it works again.</summary>
    Trial,
}
