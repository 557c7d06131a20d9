namespace PeppaApi.Channels;

/// <summary>
/// Chooses channel and key for one attempt: priority tier, then weight, skipping what was tried for this request and
/// what is cooling down. Where all that is left is cooling down of our own accord it is used all the same; a pause that
/// the upstream asked for is obeyed. Safe for any thread.
/// </summary>
public sealed class ChannelSelector(ChannelDirectory directory, TimeProvider time, Random random)
{
    public bool Offers(string group, string model) => directory.Tiers(group, model).Count > 0;

    /// <summary>The next channel and key, or <see langword="null"/> if none is left.</summary>
    /// <param name="tried">Keys that this request has been sent with.</param>
    public ChannelLease? Choose(string group, string model, IReadOnlySet<long> tried)
    {
        var tiers = directory.Tiers(group, model);
        var now = time.GetUtcNow();
        return Pick(tiers, model, key => !tried.Contains(key.Id) && !key.Cooldown.IsActive(now), channel => !channel.Cooldown.IsActive(now))
            ?? Pick(tiers, model, key => !tried.Contains(key.Id) && !(key.Cooldown.IsStrict && key.Cooldown.IsActive(now)), _ => true);
    }

    /// <summary>How long until a paused key may be used again, if that is why there is none.</summary>
    public TimeSpan? RetryAfter(string group, string model)
    {
        var now = time.GetUtcNow();
        var pauses = directory.Tiers(group, model).SelectMany(tier => tier).SelectMany(channel => channel.Keys)
            .Where(key => key.Cooldown.IsStrict && key.Cooldown.IsActive(now)).Select(key => key.Cooldown.Until - now).ToList();
        return pauses.Count == 0 ? null : pauses.Min();
    }

    private ChannelLease? Pick(
        IReadOnlyList<IReadOnlyList<ChannelEntry>> tiers, string model, Func<KeyEntry, bool> keyUsable, Func<ChannelEntry, bool> channelUsable)
    {
        foreach (var tier in tiers)
        {
            var candidates = tier.Where(channel => channelUsable(channel) && channel.Keys.Any(keyUsable)).ToList();
            if (candidates.Count > 0)
            {
                var channel = candidates.Count == 1 ? candidates[0] : ByWeight(candidates);
                var keys = channel.Keys.Where(keyUsable).ToList();
                return new ChannelLease(channel, keys[keys.Count == 1 ? 0 : random.Next(keys.Count)], channel.ModelMapping.GetValueOrDefault(model, model), time);
            }
        }

        return null;
    }

    private ChannelEntry ByWeight(List<ChannelEntry> candidates)
    {
        var point = random.NextInt64(candidates.Sum(channel => (long)channel.Weight));
        foreach (var channel in candidates)
        {
            point -= channel.Weight;
            if (point < 0)
            {
                return channel;
            }
        }

        return candidates[^1];
    }
}
