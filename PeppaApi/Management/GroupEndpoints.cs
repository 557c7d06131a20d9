using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;

namespace PeppaApi.Management;

internal static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder admin)
    {
        var groups = admin.MapGroup("/groups").WithTags("Groups");
        groups.MapGet("", ListAsync);
        groups.MapGet("/{name}", GetAsync);
        groups.MapPut("/{name}", PutAsync);
    }

    private static async Task<Ok<PageOf<GroupView>>> ListAsync(
        [AsParameters] PageQuery page, GroupService groups, CancellationToken cancellationToken) =>
        TypedResults.Ok(PageOf<GroupView>.Of(await groups.ListAsync(cancellationToken), page, group => group));

    private static async Task<Results<Ok<GroupView>, NotFound>> GetAsync(string name, GroupService groups, CancellationToken cancellationToken) =>
        (await groups.ListAsync(cancellationToken)).SingleOrDefault(group => group.Name == name) is { } found
            ? TypedResults.Ok(found)
            : TypedResults.NotFound();

    private static async Task<Ok<GroupView>> PutAsync(string name, GroupBody body, GroupService groups, CancellationToken cancellationToken) =>
        TypedResults.Ok(await groups.PutAsync(new GroupView(name, Fields.Needed(body.Multiplier, "multiplier")), cancellationToken));

    internal sealed record GroupBody(decimal? Multiplier);
}
