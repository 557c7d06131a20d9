using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Operators;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>What a user may use in a time, and the time zone that says when a day begins.</summary>
internal static class LimitEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder operators)
    {
        operators.MapGet("/users/{id:long}/limits", GetAsync).WithTags("Users");
        operators.MapPut("/users/{id:long}/limits", PutAsync).Accepts<LimitsInput>("application/json").WithTags("Users");
    }

    public static void MapOwnTimeZone(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me/time-zone", Ok<ZoneBody> (ClaimsPrincipal who, TimeZones zones) => TypedResults.Ok(new ZoneBody(zones.Of(who.UserId()).Id))).WithTags("Me");
        api.MapPut("/me/time-zone", PutZoneAsync).WithTags("Me");
    }

    private static async Task<Results<Ok<LimitsInput>, NotFound>> GetAsync(long id, UserLimitService limits, CancellationToken cancellationToken) =>
        await limits.GetAsync(id, cancellationToken) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound();

    private static async Task<Results<Ok<LimitsInput>, NotFound>> PutAsync(
        long id, JsonObject body, ClaimsPrincipal who, OperatorDesk desk, UserLimitService limits, IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        await desk.SetLimitsAsync(who, id, before => body.Over(before, json.Value.SerializerOptions), cancellationToken);
        return await GetAsync(id, limits, cancellationToken);
    }

    private static async Task<Ok<ZoneBody>> PutZoneAsync(
        ZoneBody body, ClaimsPrincipal who, UserTimeZoneService service, TimeZones zones, CancellationToken cancellationToken)
    {
        await service.SetAsync(who.UserId(), body.TimeZone, cancellationToken);
        return TypedResults.Ok(new ZoneBody(zones.Of(who.UserId()).Id));
    }

    /// <param name="TimeZone">IANA name; null goes back to the installation's.</param>
    internal sealed record ZoneBody(string? TimeZone);
}
