using System.Security.Claims;
using PeppaApi.Accounts;
using PeppaApi.Data.Entities;

namespace PeppaApi.Components.Pages.Prices;

/// <summary>The tiers that a reader may know of: the default, those for sale, and their own.</summary>
public sealed class VisibleTiers(GroupService groups, UserService users)
{
    /// <returns>The tiers, and the reader's own; a visitor's is the default.</returns>
    public async Task<(IReadOnlyList<GroupView> Tiers, GroupView Own)> OfAsync(ClaimsPrincipal who, CancellationToken cancellationToken = default)
    {
        var own = who.Identity?.IsAuthenticated == true ? (await users.GetAsync(who.UserId(), cancellationToken))?.Group : null;
        List<GroupView> tiers = [.. (await groups.ListAsync(cancellationToken)).Where(group => group.Name == Group.Default || group.PriceYuan is not null || group.Name == own)];
        return (tiers, tiers.First(group => group.Name == (own ?? Group.Default)));
    }
}
