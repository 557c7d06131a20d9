using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PeppaApi.Accounts;
using PeppaApi.Ledger;
using PeppaApi.Tokens;

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
        me.MapPost("/tokens", CreateTokenAsync);
        me.MapGet("/tokens", ListTokensAsync);
        me.MapGet("/tokens/{id:long}", GetTokenAsync);
        me.MapPut("/tokens/{id:long}", PutTokenAsync).Accepts<TokenBody>("application/json");
        me.MapDelete("/tokens/{id:long}", DeleteTokenAsync);
    }

    private static async Task<Results<Ok<UserBody>, NotFound>> GetAsync(
        ClaimsPrincipal who, UserService users, CancellationToken cancellationToken) =>
        await users.GetAsync(who.UserId(), cancellationToken) is { } user ? TypedResults.Ok(UserBody.Of(user)) : TypedResults.NotFound();

    private static IResult Export(ClaimsPrincipal who, OwnData data, CancellationToken cancellationToken) =>
        Results.Stream(stream => data.WriteAsync(who.UserId(), stream, cancellationToken), "application/json", OwnData.FileName);

    private static async Task<Ok<BalanceBody>> BalanceAsync(ClaimsPrincipal who, BalanceReader balances, CancellationToken cancellationToken) =>
        TypedResults.Ok(BalanceBody.Of(await balances.GetAsync(who.UserId(), cancellationToken)));

    private static async Task<Created<CreatedTokenBody>> CreateTokenAsync(
        TokenBody body, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken)
    {
        var created = await tokens.CreateAsync(who.UserId(), body.ToSpec(), cancellationToken);
        return TypedResults.Created($"/api/me/tokens/{created.Id}", CreatedTokenBody.Of(created));
    }

    private static async Task<Ok<PageOf<TokenViewBody>>> ListTokensAsync(
        [AsParameters] PageQuery page, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        return TypedResults.Ok(PageOf<TokenViewBody>.Of(await tokens.ListAsync(who.UserId(), number, size, cancellationToken), TokenViewBody.Of));
    }

    private static async Task<Results<Ok<TokenViewBody>, NotFound>> GetTokenAsync(
        long id, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken) =>
        await tokens.GetAsync(who.UserId(), id, cancellationToken) is { } token ? TypedResults.Ok(TokenViewBody.Of(token)) : TypedResults.NotFound();

    private static async Task<Results<Ok<TokenViewBody>, NotFound>> PutTokenAsync(
        long id, JsonObject body, ClaimsPrincipal who, TokenService tokens, IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        var userId = who.UserId();
        if (await tokens.GetAsync(userId, id, cancellationToken) is not { } before)
        {
            return TypedResults.NotFound();
        }

        var wanted = body.Over(TokenBody.Of(before), json.Value.SerializerOptions).ToSpec();
        await tokens.UpdateAsync(userId, id, wanted, cancellationToken);
        return await GetTokenAsync(id, who, tokens, cancellationToken);
    }

    private static async Task<Results<NoContent, NotFound>> DeleteTokenAsync(
        long id, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken) =>
        await tokens.DeleteAsync(who.UserId(), id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
}
