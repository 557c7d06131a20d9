using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace PeppaApi.Channels;

/// <summary>A channel, and to whom it offers what.</summary>
internal sealed record ChannelOffer(ChannelEntry Entry, IReadOnlyList<string> Groups, IReadOnlyList<string> Models);

/// <summary>All enabled channels at one moment.</summary>
/// <param name="Tiers">By group and model, then by priority from high to low.</param>
/// <param name="Models">Every model that a group can reach, in order.</param>
internal sealed record ChannelSnapshot(
    IReadOnlyList<ChannelEntry> All,
    FrozenDictionary<(string Group, string Model), ChannelTier[]> Tiers,
    FrozenDictionary<string, IReadOnlyList<string>> Models)
{
    /// <param name="offers">By the channels' ids, and so is whatever is made of them.</param>
    public static ChannelSnapshot Of(IReadOnlyList<ChannelOffer> offers)
    {
        var found = new Dictionary<(string Group, string Model), List<ChannelEntry>>();
        foreach (var offer in offers)
        {
            foreach (var group in offer.Groups)
            {
                foreach (var model in offer.Models)
                {
                    (CollectionsMarshal.GetValueRefOrAddDefault(found, (group, model), out _) ??= []).Add(offer.Entry);
                }
            }
        }

        return new ChannelSnapshot(
            [.. offers.Select(offer => offer.Entry)],
            found.ToFrozenDictionary(one => one.Key, one => InTiers(one.Value)),
            found.Keys.GroupBy(one => one.Group).ToFrozenDictionary(
                group => group.Key, group => (IReadOnlyList<string>)[.. group.Select(one => one.Model).Order(StringComparer.Ordinal)]));
    }

    private static ChannelTier[] InTiers(List<ChannelEntry> channels) =>
        [.. channels.GroupBy(channel => channel.Priority).OrderByDescending(tier => tier.Key).Select(tier => new ChannelTier(tier))];
}
