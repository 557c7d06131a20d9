using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Ledger;

namespace PeppaApi.Management;

/// <summary>What belongs to whoever asks.</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Me");
        me.MapGet("", GetAsync);
        me.MapGet("/balance", BalanceAsync);
        me.MapGet("/export", Export).Produces(StatusCodes.Status200OK, contentType: "application/json");
    }

    private static async Task<Results<Ok<UserBody>, NotFound>> GetAsync(
        ClaimsPrincipal who, UserService users, CancellationToken cancellationToken) =>
        await users.GetAsync(who.UserId(), cancellationToken) is { } user ? TypedResults.Ok(UserBody.Of(user)) : TypedResults.NotFound();

    private static IResult Export(ClaimsPrincipal who, OwnData data, CancellationToken cancellationToken) =>
        Results.Stream(stream => data.WriteAsync(who.UserId(), stream, cancellationToken), "application/json", OwnData.FileName);

    private static async Task<Ok<BalanceBody>> BalanceAsync(ClaimsPrincipal who, BalanceReader balances, CancellationToken cancellationToken) =>
        TypedResults.Ok(BalanceBody.Of(await balances.GetAsync(who.UserId(), cancellationToken)));
}
