namespace PeppaApi.Channels;

/// <summary>
/// Chooses channel and key for one attempt: the key that this conversation had before, if it has one; else priority tier, then weight, then
/// the less loaded of two. Skips what is cooling down, full, or was tried for this request. Where all that is left is
/// cooling of our own accord it is used all the same; a pause that the upstream asked for is obeyed. Safe for any thread.
/// </summary>
public sealed class ChannelSelector(ChannelDirectory directory, StickyRoutes sticky, ChannelJournal journal, TimeProvider time, Random random)
{
    // Below this the two differ by chance, and the operator's weights decide.
    private const double ClearlyLess = 0.5;
    private const int Draws = 4;

    // Fewer than this are looked at one by one: that is exact, and as quick.
    private const int Few = 8;

    /// <param name="serves">Which channels can do what is wanted of the model; none counts all.</param>
    public bool Offers(string group, string model, Func<ChannelEntry, bool>? serves = null)
    {
        var tiers = directory.Tiers(group, model);
        return serves is null ? tiers.Count > 0 : tiers.Any(tier => tier.Any(serves));
    }

    /// <summary>Whether a request for the model may come to an upstream that cannot be told how long the answer may be.</summary>
    public bool MayIgnoreLimit(string group, string model)
    {
        foreach (var tier in directory.Tiers(group, model))
        {
            if (!tier.LimitsOutput)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next channel and key, or <see langword="null"/> if none is left. The lease must be disposed.</summary>
    public ChannelLease? Choose(ChannelSearch search)
    {
        var now = time.GetUtcNow();
        var tiers = directory.Tiers(search.Group, search.Model);
        if (search.Affinity is { } affinity && search.Attempts == 0 && sticky.Find(affinity) is { } place && FindKey(tiers, place) is var (channel, key)
            && IsUsable(channel, search, now, lastResort: false) && IsUsable(key, search, now, lastResort: false)
            && Take(channel, key, search, now, lastResort: false) is { } same)
        {
            return same;
        }

        return Choose(tiers, search, now, lastResort: false) ?? Choose(tiers, search, now, lastResort: true);
    }

    /// <summary>That very channel and key, for what goes on with something that is there; <see langword="null"/> where it is out of use. The lease must be disposed.</summary>
    public ChannelLease? ChooseExactly(ChannelSearch search, long channelId, long keyId)
    {
        var now = time.GetUtcNow();
        return directory.Find(channelId) is not { } channel || channel.Find(keyId) is not { } key || !search.MayUse(channel) || channel.IsFull || key.State.Breaker.IsPaused(now) ? null : Take(channel, key, search, now, lastResort: true);
    }

    /// <summary>How long until a paused key may be used again, if that is why there is none.</summary>
    public TimeSpan? RetryAfter(ChannelSearch search)
    {
        var now = time.GetUtcNow();
        var channels = directory.Tiers(search.Group, search.Model).SelectMany(tier => tier).Where(search.MayUse).ToList();
        var pauses = channels.SelectMany(channel => channel.Keys)
            .Where(key => key.State.Breaker.IsPaused(now)).Select(key => key.State.Breaker.Until!.Value - now).ToList();
        return pauses.Count > 0 ? pauses.Min()
            : channels.Exists(channel => channel.IsFull) ? TimeSpan.FromSeconds(1)
            : null;
    }

    private ChannelLease? Choose(IReadOnlyList<ChannelTier> tiers, ChannelSearch search, DateTimeOffset now, bool lastResort)
    {
        foreach (var tier in tiers)
        {
            // A trial that another request began in the same moment refuses this one: then once more.
            for (var i = 0; i < Draws; i++)
            {
                if (PickChannel(tier, search, now, lastResort) is not { } channel)
                {
                    break;
                }

                if (PickKey(channel, search, now, lastResort) is { } key && Take(channel, key, search, now, lastResort) is { } lease)
                {
                    return lease;
                }
            }
        }

        return null;
    }

    private ChannelEntry? PickChannel(ChannelTier tier, ChannelSearch search, DateTimeOffset now, bool lastResort)
    {
        var first = ByWeight(tier, search, now, lastResort, except: null);
        var second = first is null ? null : ByWeight(tier, search, now, lastResort, except: first);
        return second is null || !IsClearlyLess(second, first!) ? first : second;
    }

    private ChannelEntry? ByWeight(ChannelTier tier, ChannelSearch search, DateTimeOffset now, bool lastResort, ChannelEntry? except)
    {
        // Of many channels nearly all are usable, as a rule: then some draws find one without a look at each.
        for (var i = 0; tier.Count > Few && i < Draws; i++)
        {
            var drawn = tier.Draw(random);
            if (drawn != except && IsCandidate(drawn, search, now, lastResort))
            {
                return drawn;
            }
        }

        return ByWeightOfAll(tier, search, now, lastResort, except);
    }

    /// <summary>One pass: each candidate takes the place of the one before with the chance of its share.</summary>
    private ChannelEntry? ByWeightOfAll(ChannelTier tier, ChannelSearch search, DateTimeOffset now, bool lastResort, ChannelEntry? except)
    {
        ChannelEntry? picked = null;
        long total = 0;
        for (var i = 0; i < tier.Count; i++)
        {
            var channel = tier[i];
            if (channel != except && IsCandidate(channel, search, now, lastResort))
            {
                total += channel.Weight;
                picked = picked is null || random.NextInt64(total) < channel.Weight ? channel : picked;
            }
        }

        return picked;
    }

    private static bool IsCandidate(ChannelEntry channel, ChannelSearch search, DateTimeOffset now, bool lastResort) =>
        IsUsable(channel, search, now, lastResort) && FirstUsable(channel.Keys, 0, search, now, lastResort) is not null;

    private bool IsClearlyLess(ChannelEntry second, ChannelEntry first)
    {
        var now = time.GetTimestamp();
        var (mine, other) = (second.State.Load.Expected(now), first.State.Load.Expected(now));
        // Nobody knows yet how fast one of them is: as fast as the other.
        (mine, other) = (mine == 0 ? other : mine, other == 0 ? mine : other);
        var weight = (first.Weight + second.Weight) / 2.0;
        return mine * Crowd(second, weight) < ClearlyLess * other * Crowd(first, weight) || (mine == 0 && Crowd(second, weight) < ClearlyLess * Crowd(first, weight));
    }

    private static double Crowd(ChannelEntry channel, double usualWeight) => 1 + (channel.State.Load.InFlight * usualWeight / channel.Weight);

    private KeyEntry? PickKey(ChannelEntry channel, ChannelSearch search, DateTimeOffset now, bool lastResort)
    {
        var keys = channel.Keys;
        if (keys.Count == 1)
        {
            return IsUsable(keys[0], search, now, lastResort) ? keys[0] : null;
        }

        var first = Draw(keys, search, now, lastResort);
        var second = first is null ? null : Draw(keys, search, now, lastResort);
        return second is not null && second.State.InFlight < first!.State.InFlight ? second : first;
    }

    private KeyEntry? Draw(IReadOnlyList<KeyEntry> keys, ChannelSearch search, DateTimeOffset now, bool lastResort)
    {
        for (var i = 0; i < Draws; i++)
        {
            var key = keys[random.Next(keys.Count)];
            if (IsUsable(key, search, now, lastResort))
            {
                return key;
            }
        }

        return FirstUsable(keys, random.Next(keys.Count), search, now, lastResort);
    }

    private static KeyEntry? FirstUsable(IReadOnlyList<KeyEntry> keys, int start, ChannelSearch search, DateTimeOffset now, bool lastResort)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var key = keys[(start + i) % keys.Count];
            if (IsUsable(key, search, now, lastResort))
            {
                return key;
            }
        }

        return null;
    }

    private static bool IsUsable(ChannelEntry channel, ChannelSearch search, DateTimeOffset now, bool lastResort) =>
        !channel.IsFull && search.MayUse(channel) && (lastResort || (channel.State.Breaker.IsOpenTo(now) && !search.HasFailedOn(channel.Id)));

    private static bool IsUsable(KeyEntry key, ChannelSearch search, DateTimeOffset now, bool lastResort) =>
        !key.IsUnreadable && !search.HasTried(key.Id) && (lastResort ? !key.State.Breaker.IsPaused(now) : key.State.Breaker.IsOpenTo(now));

    private ChannelLease? Take(ChannelEntry channel, KeyEntry key, ChannelSearch search, DateTimeOffset now, bool lastResort)
    {
        if (!key.TryOpen())
        {
            directory.NoteUnreadable(channel, key);
            return null;
        }

        if (!channel.State.Load.TryBegin(channel.Limits.Concurrency ?? int.MaxValue))
        {
            return null;
        }

        var onChannel = lastResort ? BreakerEntry.Ready : channel.State.Breaker.Enter(now);
        var onKey = lastResort || onChannel == BreakerEntry.Refused ? BreakerEntry.Ready : key.State.Breaker.Enter(now);
        search.Try(key.Id);
        var lease = new ChannelLease(channel, key, search, journal, time, random)
        {
            ChannelOnTrial = onChannel == BreakerEntry.Trial,
            KeyOnTrial = onKey == BreakerEntry.Trial,
        };
        if (onChannel == BreakerEntry.Refused || onKey == BreakerEntry.Refused)
        {
            search.Forget(key.Id);
            lease.Dispose();
            return null;
        }

        channel.State.Requests.Add(1);
        key.State.Count(now);
        if (search.Affinity is { } affinity)
        {
            sticky.Remember(affinity, channel.Id, key.Id);
        }

        return lease;
    }

    private static (ChannelEntry, KeyEntry)? FindKey(IReadOnlyList<ChannelTier> tiers, StickyPlace place)
    {
        foreach (var tier in tiers)
        {
            if (tier.Find(place.ChannelId) is { } channel && channel.Find(place.KeyId) is { } key)
            {
                return (channel, key);
            }
        }

        return null;
    }
}
