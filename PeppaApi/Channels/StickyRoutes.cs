using System.Collections.Concurrent;

namespace PeppaApi.Channels;

/// <summary>
/// Remembers with which key a conversation was served, for ten idle minutes, so that the vendor finds its prompt in its
/// cache. In memory and of bounded size: two generations, of which the older one is dropped. Holds numbers only.
/// Safe for any thread.
/// </summary>
public sealed class StickyRoutes(TimeProvider time)
{
    private const int GenerationSize = 50_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private ConcurrentDictionary<int, Place> _young = new();
    private ConcurrentDictionary<int, Place> _old = new();
    private int _count;

    /// <summary>
    /// A number for whose beginning of which prompt this is, or <see langword="null"/> if it is too short for any vendor's cache.
    /// Two that come out the same only share a key.
    /// </summary>
    public static int? Affinity(long userId, string model, ReadOnlySpan<byte> body)
    {
        // Vendors cache from 1,024 tokens on, and the first 2 KiB stay the same from turn to turn.
        const int Shortest = 4096;
        const int Beginning = 2048;
        if (body.Length < Shortest)
        {
            return null;
        }

        var hash = default(HashCode);
        hash.Add(userId);
        hash.Add(model);
        hash.AddBytes(body[..Beginning]);
        return hash.ToHashCode();
    }

    public StickyPlace? Find(int affinity)
    {
        var found = _young.TryGetValue(affinity, out var place) || _old.TryGetValue(affinity, out place);
        return found && time.GetElapsedTime(place.UsedAt) < Idle ? place.At : null;
    }

    public void Remember(int affinity, long channelId, long keyId)
    {
        var place = new Place(new StickyPlace(channelId, keyId), time.GetTimestamp());
        if (!_young.TryAdd(affinity, place))
        {
            _young[affinity] = place;
        }
        else if (Interlocked.Increment(ref _count) >= GenerationSize)
        {
            (_old, _young, _count) = (_young, new ConcurrentDictionary<int, Place>(), 0);
        }
    }

    private readonly record struct Place(StickyPlace At, long UsedAt);
}

/// <summary>Where a conversation was served.</summary>
public readonly record struct StickyPlace(long ChannelId, long KeyId);
