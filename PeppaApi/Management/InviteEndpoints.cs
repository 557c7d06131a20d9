using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Invites;
using PeppaApi.Credits;
using PeppaApi.Settings;

namespace PeppaApi.Management;

internal static class InviteEndpoints
{
    public static void MapOwnInvites(this IEndpointRouteBuilder api) => api.MapGet("/me/invites", GetAsync).WithTags("Me");

    private static async Task<Ok<InviteBody>> GetAsync(
        [AsParameters] PageQuery page, ClaimsPrincipal who, InviteService invites, SiteAddress site, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        var userId = who.UserId();
        var summary = await invites.SummaryAsync(userId, cancellationToken);
        var (items, total) = await invites.ListAsync(userId, number, size, cancellationToken);
        return TypedResults.Ok(new InviteBody(
            site.Of("/register?aff=" + await invites.CodeAsync(userId, cancellationToken)),
            summary.Came,
            summary.Confirmed,
            Credit.ToUsd(summary.Earned),
            [.. items.Select(item => new InvitedBody(item.Name, item.CreatedAt, item.ConfirmedAt, Credit.ToUsd(item.Reward)))],
            total));
    }

    /// <param name="Came">Signed up by the link.</param>
    internal sealed record InviteBody(Uri Link, int Came, int Confirmed, decimal EarnedUsd, IReadOnlyList<InvitedBody> Items, int Total);

    internal sealed record InvitedBody(string Name, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt, decimal RewardUsd);
}
