namespace PeppaApi.Relay;

/// <summary>
/// How many requests may wait at once in the relay itself, before they are sent. Any number, until for half a second most of them have waited
/// longer than <paramref name="bearable"/>; from then on no more than get done in a tenth of that time, so that a wait takes about that long, and any
/// number again once nobody was refused for a second. What an upstream takes, a slow client or the disk is no part of the wait. Safe for any thread.
/// See docs/decisions/0024.
/// </summary>
/// <param name="bearable">Zero is no limit.</param>
internal sealed class CrowdLimit(TimeSpan bearable, TimeProvider time)
{
    /// <summary>How much shorter a wait is kept in a crowd than what is borne without: whoever refuses somebody owes the others a quick reply.</summary>
    public const int Shorter = 10;

    /// <summary>So many may always wait: fewer would leave the processor idle now and then.</summary>
    public const int Least = 32;

    // What is judged is a window's median. A pause of the machine makes some windows late, not so many in a row.
    private const int LateWindows = 5;
    private const int FewestOfAWindow = 32;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TimeSpan _bearable = bearable;
    private readonly TimeSpan _target = bearable / Shorter;
    private int _waiting;
    private int _limit = int.MaxValue;
    private long _windowFrom = time.GetTimestamp();
    private long _crowdedAt;
    private TimeSpan _allowed = bearable;
    private TimeSpan _leastDisk = TimeSpan.MaxValue;
    private int _ended;
    private int _late;
    private int _lateInARow;
    private bool _refused;

    /// <summary>Whether another request may come in. Asked before anything of it is looked at.</summary>
    public bool Admits() => Volatile.Read(ref _waiting) < Volatile.Read(ref _limit) || IsOver();

    /// <summary>The wait of a request begins.</summary>
    /// <returns>When, for <see cref="End"/>.</returns>
    public long Begin()
    {
        Interlocked.Increment(ref _waiting);
        return time.GetTimestamp();
    }

    /// <param name="disk">What the disk took of late. In a crowd it seems to take longer now and then, so the least counts.</param>
    public void End(long since, TimeSpan disk)
    {
        Interlocked.Decrement(ref _waiting);
        if (_bearable <= TimeSpan.Zero)
        {
            return;
        }

        var now = time.GetTimestamp();
        lock (_gate)
        {
            _ended++;
            _late += time.GetElapsedTime(since, now) > _allowed ? 1 : 0;
            _leastDisk = disk < _leastDisk ? disk : _leastDisk;
            var took = time.GetElapsedTime(_windowFrom, now);
            if (took >= Window && _ended >= FewestOfAWindow)
            {
                Judge(took);
                (_windowFrom, _allowed, _leastDisk) = (now, (_limit == int.MaxValue ? _bearable : _target) + _leastDisk, TimeSpan.MaxValue);
                (_ended, _late, _refused) = (0, 0, false);
            }
        }
    }

    /// <summary>At the limit: whether the crowd has gone since.</summary>
    private bool IsOver()
    {
        lock (_gate)
        {
            if (_limit < int.MaxValue)
            {
                var now = time.GetTimestamp();
                if (time.GetElapsedTime(_crowdedAt, now) <= Calm)
                {
                    (_crowdedAt, _refused) = (now, true);
                    return false;
                }

                (_limit, _lateInARow) = (int.MaxValue, 0);
            }

            return true;
        }
    }

    private void Judge(TimeSpan took)
    {
        _lateInARow = _late * 2 > _ended ? _lateInARow + 1 : 0;
        if (_limit < int.MaxValue)
        {
            if (_lateInARow > 0)
            {
                (_limit, _crowdedAt) = (Math.Max(Least, _limit / 4 * 3), time.GetTimestamp());
            }
            else if (_refused)
            {
                _limit += _limit / 8;
            }
        }
        else if (_lateInARow >= LateWindows)
        {
            (_limit, _crowdedAt) = (Math.Max(Least, (int)(_ended * ((_target + _leastDisk) / took))), time.GetTimestamp());
        }
    }
}
