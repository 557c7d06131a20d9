using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Usage;

namespace PeppaApi.Management;

internal static class UsageEndpoints
{
    public static void MapUsage(this IEndpointRouteBuilder api) => api.MapGet("/usage", ListAsync).WithTags("Usage");

    private static async Task<Results<Ok<PageOf<UsageBody>>, ForbidHttpResult>> ListAsync(
        [AsParameters] PageQuery page,
        [AsParameters] UsageQuery query,
        ClaimsPrincipal who,
        UsageReader usage,
        CancellationToken cancellationToken)
    {
        var admin = who.IsOperator();
        var filter = query.ToFilter();
        if (!admin && (filter.UserId ?? who.UserId()) != who.UserId())
        {
            return TypedResults.Forbid(authenticationSchemes: [who.Identity!.AuthenticationType!]);
        }

        var (number, size) = page.Checked();
        var found = await usage.ListAsync(admin ? filter : filter with { UserId = who.UserId() }, number, size, cancellationToken);
        return TypedResults.Ok(PageOf<UsageBody>.Of(found, record => UsageBody.Of(record, admin)));
    }
}
