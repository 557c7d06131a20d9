namespace PeppaApi.Accounts;

/// <summary>A VIP tier as it looks to one user.</summary>
/// <param name="Saving">What the user's recent charges would have been less in this tier, in nano-dollars, cut to whole ones; 0 if it is not better.</param>
public sealed record TierOffer(GroupView Tier, bool IsOwn, bool IsBetter, long Saving)
{
    /// <summary>The tiers for sale, the dearest multiplier first.</summary>
    /// <param name="own">The user's group.</param>
    /// <param name="charged">What the user was charged of late, at the multiplier of <paramref name="own"/>, in nano-dollars.</param>
    public static IReadOnlyList<TierOffer> For(IReadOnlyList<GroupView> groups, string own, long charged)
    {
        var paid = groups.Single(group => group.Name == own).Multiplier;
        return [.. groups.Where(group => group.PriceYuan is not null).OrderByDescending(group => group.Multiplier).Select(tier => new TierOffer(
            tier, tier.Name == own, tier.Multiplier < paid, tier.Multiplier < paid ? (long)(charged * (paid - tier.Multiplier) / paid) : 0))];
    }
}
