namespace PeppaApi.Settings;

/// <summary>
/// Counts what was done by whoever or wherever it came from, such as what failed: after so many within a window that begins with the
/// first, nothing more is to be tried. Of bounded size, since strangers choose from how many places they come: two generations,
/// of which the older one is dropped. Safe for any thread.
/// </summary>
internal sealed class WindowLimiter<TKey>(int most, TimeSpan window, TimeProvider time)
    where TKey : notnull
{
    /// <summary>Whoever fails from more places than this within a window has each of them forgotten early, none uncounted.</summary>
    internal const int GenerationSize = 50_000;

    private readonly Lock _gate = new();
    private Dictionary<TKey, Tally> _young = [];
    private Dictionary<TKey, Tally> _old = [];
    private long _youngSince = time.GetTimestamp();

    /// <summary>How many are remembered.</summary>
    internal int Size
    {
        get
        {
            lock (_gate)
            {
                return _young.Count + _old.Count;
            }
        }
    }

    public bool MayTry(TKey key)
    {
        lock (_gate)
        {
            return Find(key) is not { } tally || tally.Count < most;
        }
    }

    public void Count(TKey key) => TryCount(key);

    /// <summary>Counts one more, unless there were too many.</summary>
    public bool TryCount(TKey key)
    {
        lock (_gate)
        {
            if (Find(key) is { } tally)
            {
                if (tally.Count >= most)
                {
                    return false;
                }

                tally.Count++;
                return true;
            }

            if (_young.Count >= GenerationSize || time.GetElapsedTime(_youngSince) >= window)
            {
                (_old, _young, _youngSince) = (_young, [], time.GetTimestamp());
            }

            _young[key] = new Tally(time.GetTimestamp()) { Count = 1 };
            return true;
        }
    }

    private Tally? Find(TKey key) =>
        (_young.TryGetValue(key, out var tally) || _old.TryGetValue(key, out tally)) && time.GetElapsedTime(tally.Since) < window ? tally : null;

    private sealed class Tally(long since)
    {
        public long Since => since;

        public int Count { get; set; }
    }
}
