namespace PeppaApi.Relay;

/// <summary>
/// The tokens of the last minute, in steps of ten seconds. A request books what it may come to; once it is over, what it used
/// less is given back where it was booked, what it used more counts from then on. One that holds nothing may be retired, and
/// takes no bookings then. Safe for any thread.
/// </summary>
internal sealed class TokenMinute(TimeProvider time)
{
    private const int Segments = 6;
    private static readonly TimeSpan Segment = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly long _startedAt = time.GetTimestamp();
    private readonly long[] _tokens = new long[Segments];
    private long _latest;
    private int _open;
    private bool _retired;

    public bool IsRetired => Volatile.Read(ref _retired);

    /// <summary>Books tokens, or says how long to wait. A request larger than the whole limit goes when nothing else does.</summary>
    public Booking? TryBook(long estimate, int limit, out TimeSpan wait)
    {
        lock (_lock)
        {
            Turn();
            var asked = Math.Min(estimate, limit);
            var sum = _tokens.Sum();
            wait = TimeSpan.Zero;
            if (_retired)
            {
                return null;
            }

            if (sum + asked <= limit)
            {
                _open++;
                _tokens[_latest % Segments] += asked;
                return new Booking(this, _latest, asked);
            }

            wait = Wait(sum + asked - limit);
            return null;
        }
    }

    /// <summary>Ends it, if nothing is booked and nothing was used within the minute.</summary>
    public bool TryRetire()
    {
        lock (_lock)
        {
            Turn();
            _retired = _open == 0 && Array.TrueForAll(_tokens, tokens => tokens == 0);
            return _retired;
        }
    }

    private void Correct(long segment, long booked, long used)
    {
        lock (_lock)
        {
            Turn();
            _open--;
            if (used > booked)
            {
                _tokens[_latest % Segments] += used - booked;
            }
            else if (segment > _latest - Segments)
            {
                _tokens[segment % Segments] -= booked - used;
            }
        }
    }

    /// <summary>Forgets what is older than a minute.</summary>
    private void Turn()
    {
        var now = time.GetElapsedTime(_startedAt).Ticks / Segment.Ticks;
        for (var passed = Math.Max(_latest + 1, now - Segments + 1); passed <= now; passed++)
        {
            _tokens[passed % Segments] = 0;
        }

        _latest = Math.Max(_latest, now);
    }

    /// <summary>Until so many tokens are older than a minute.</summary>
    private TimeSpan Wait(long tooMany)
    {
        var oldest = _latest - Segments + 1;
        for (; tooMany > 0 && oldest <= _latest; oldest++)
        {
            tooMany -= oldest < 0 ? 0 : _tokens[oldest % Segments];
        }

        return ((oldest - 1 + Segments) * Segment) - time.GetElapsedTime(_startedAt);
    }

    internal readonly record struct Booking(TokenMinute Minute, long Segment, long Tokens)
    {
        public void Correct(long used) => Minute.Correct(Segment, Tokens, used);
    }
}
