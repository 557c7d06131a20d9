using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PeppaApi.Accounts;

namespace PeppaApi.Management;

internal static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder admin)
    {
        var groups = admin.MapGroup("/groups").WithTags("Groups");
        groups.MapGet("", ListAsync);
        groups.MapGet("/{name}", GetAsync);
        // A group's multiplier is a price.
        groups.MapPut("/{name}", PutAsync).Accepts<GroupBody>("application/json").RequireAuthorization(AccountPolicies.ApiAdmin);
    }

    private static async Task<Ok<PageOf<GroupView>>> ListAsync(
        [AsParameters] PageQuery page, GroupService groups, CancellationToken cancellationToken) =>
        TypedResults.Ok(PageOf<GroupView>.Of(await groups.ListAsync(cancellationToken), page, group => group));

    private static async Task<Results<Ok<GroupView>, NotFound>> GetAsync(string name, GroupService groups, CancellationToken cancellationToken) =>
        await groups.FindAsync(name, cancellationToken) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound();

    private static async Task<Ok<GroupView>> PutAsync(
        string name, JsonObject body, GroupService groups, IOptions<JsonOptions> json, CancellationToken cancellationToken) =>
        TypedResults.Ok(await groups.ChangeAsync(
            name,
            before =>
            {
                var wanted = body.Over(GroupBody.Of(before), json.Value.SerializerOptions);
                return (wanted.ToView(name), wanted.ConfirmZero ?? false);
            },
            cancellationToken));

    /// <summary>What is left out stays as it is.</summary>
    /// <param name="PriceYuan">What the tier is sold for; null is not for sale.</param>
    /// <param name="IncludedUsd">Credit that comes with the tier.</param>
    /// <param name="ConfirmZero">Needed for a multiplier of 0, which gives everything away.</param>
    internal sealed record GroupBody(decimal? Multiplier, decimal? PriceYuan, decimal? IncludedUsd, bool? ConfirmZero)
    {
        public static GroupBody Of(GroupView? group) => new(group?.Multiplier, group?.PriceYuan, group?.IncludedUsd, null);

        public GroupView ToView(string name) => new(name, Fields.Needed(Multiplier, "multiplier"), PriceYuan, IncludedUsd ?? 0);
    }
}
