using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PeppaApi.Accounts;
using PeppaApi.Tokens;

namespace PeppaApi.Management;

/// <summary>The tokens of whoever asks.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/me/tokens").WithTags("Me");
        tokens.MapPost("", CreateAsync);
        tokens.MapPost("/bulk", CreateManyAsync);
        tokens.MapGet("", ListAsync);
        tokens.MapGet("/{id:long}", GetAsync);
        tokens.MapPut("/{id:long}", PutAsync).Accepts<TokenBody>("application/json");
        tokens.MapPost("/{id:long}/rotate", RotateAsync);
        tokens.MapDelete("/{id:long}", DeleteAsync);
    }

    private static async Task<Created<CreatedTokenBody>> CreateAsync(
        TokenBody body, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken)
    {
        var created = await tokens.CreateAsync(who.UserId(), body.ToSpec(), cancellationToken);
        return TypedResults.Created($"/api/me/tokens/{created.Id}", CreatedTokenBody.Of(created));
    }

    private static async Task<Created<CreatedTokensBody>> CreateManyAsync(
        BulkBody body, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken)
    {
        var created = await tokens.CreateManyAsync(
            who.UserId(), Fields.Needed(body.Token, "token").ToSpec(), Fields.Needed(body.Count, "count"), cancellationToken);
        return TypedResults.Created("/api/me/tokens", new CreatedTokensBody([.. created.Select(CreatedTokenBody.Of)]));
    }

    private static async Task<Ok<PageOf<TokenViewBody>>> ListAsync(
        [AsParameters] PageQuery page, string? search, string? state, string? order, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        var query = new TokenQuery(search, Fields.Word<TokenState>(state, "state"), Fields.Word<TokenOrder>(order, "order") ?? TokenOrder.Newest);
        return TypedResults.Ok(PageOf<TokenViewBody>.Of(await tokens.ListAsync(who.UserId(), number, size, query, cancellationToken), TokenViewBody.Of));
    }

    private static async Task<Results<Ok<TokenViewBody>, NotFound>> GetAsync(
        long id, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken) =>
        await tokens.GetAsync(who.UserId(), id, cancellationToken) is { } token ? TypedResults.Ok(TokenViewBody.Of(token)) : TypedResults.NotFound();

    private static async Task<Results<Ok<TokenViewBody>, NotFound>> PutAsync(
        long id, JsonObject body, ClaimsPrincipal who, TokenService tokens, IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        await tokens.UpdateAsync(who.UserId(), id, before => body.Over(TokenBody.Of(before), json.Value.SerializerOptions).ToSpec(), cancellationToken);
        return await GetAsync(id, who, tokens, cancellationToken);
    }

    private static async Task<Results<Ok<CreatedTokenBody>, NotFound>> RotateAsync(
        long id, RotateBody body, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken)
    {
        // A number of minutes that no time can hold is too long, too.
        var grace = TimeSpan.FromMinutes(Math.Clamp(body.GraceMinutes ?? 0, -1, int.MaxValue));
        return await tokens.RotateAsync(who.UserId(), id, grace, cancellationToken) is { } rotated
            ? TypedResults.Ok(CreatedTokenBody.Of(rotated))
            : TypedResults.NotFound();
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(
        long id, ClaimsPrincipal who, TokenService tokens, CancellationToken cancellationToken) =>
        await tokens.DeleteAsync(who.UserId(), id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    /// <param name="Token">What all have in common; in its name <c>{n}</c> is the number.</param>
    internal sealed record BulkBody(int? Count, TokenBody? Token);

    /// <param name="GraceMinutes">How long the key until now opens beside the new one; none refuses it at once.</param>
    internal sealed record RotateBody(long? GraceMinutes);

    internal sealed record CreatedTokensBody(IReadOnlyList<CreatedTokenBody> Items);
}
