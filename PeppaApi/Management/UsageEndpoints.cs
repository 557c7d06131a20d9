using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Pricing;
using PeppaApi.Usage;

namespace PeppaApi.Management;

internal static class UsageEndpoints
{
    public static void MapUsage(this IEndpointRouteBuilder api)
    {
        var usage = api.MapGroup("/usage").WithTags("Usage");
        usage.MapGet("", ListAsync);
        usage.MapGet("/{requestId}/charge", ChargeAsync);
    }

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
        var found = await usage.ListAsync(admin ? filter : filter with { UserId = who.UserId(), ChannelId = null }, number, size, cancellationToken);
        return TypedResults.Ok(PageOf<UsageBody>.Of(found, record => UsageBody.Of(record, admin)));
    }

    private static async Task<Results<Ok<ChargeBody>, NotFound>> ChargeAsync(
        string requestId, ClaimsPrincipal who, UsageReader usage, ChargeExplainer explainer, CancellationToken cancellationToken)
    {
        var admin = who.IsOperator();
        var record = await usage.GetAsync(requestId, cancellationToken);
        if (record is null || !(admin || record.UserId == who.UserId()))
        {
            return TypedResults.NotFound();
        }

        return await explainer.ExplainAsync(requestId, cancellationToken) is { } why
            ? TypedResults.Ok(ChargeBody.Of(requestId, why, admin))
            : TypedResults.NotFound();
    }
}
