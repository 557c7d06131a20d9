using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>A user's own keys for this API.</summary>
internal static class AccessTokenEndpoints
{
    public static void MapAccessTokens(this IEndpointRouteBuilder api)
    {
        var own = api.MapGroup("/me/access-tokens").WithTags("Me");
        own.MapGet("", ListAsync);
        own.MapPost("", CreateAsync);
        own.MapDelete("/{id:long}", DeleteAsync);
    }

    private static async Task<Ok<PageOf<AccessTokenBody>>> ListAsync(
        [AsParameters] PageQuery page, ClaimsPrincipal who, AccessTokenService tokens, CancellationToken cancellationToken) =>
        TypedResults.Ok(PageOf<AccessTokenBody>.Of(await tokens.ListAsync(who.UserId(), cancellationToken), page, AccessTokenBody.Of));

    private static async Task<Created<CreatedAccessTokenBody>> CreateAsync(
        NewAccessTokenBody body, ClaimsPrincipal who, AccessTokenService tokens, CancellationToken cancellationToken)
    {
        var (token, key) = await tokens.CreateAsync(who.UserId(), body.ToNew(), who.Scopes(), cancellationToken);
        return TypedResults.Created($"/api/me/access-tokens/{token.Id}", new CreatedAccessTokenBody(token.Id, key, AccessTokenBody.Names(token.Scopes), token.ExpiresAt));
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(
        long id, ClaimsPrincipal who, AccessTokenService tokens, CancellationToken cancellationToken) =>
        await tokens.DeleteAsync(who.UserId(), id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    /// <param name="Scopes"><c>read</c>, <c>write</c>, <c>admin</c>; none is all that whoever asks may.</param>
    internal sealed record NewAccessTokenBody(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt)
    {
        public NewAccessToken ToNew() => new(
            Fields.Needed(Name, "name"), Scopes?.Aggregate(AccessScopes.None, (all, name) => all | Parse(name)), ExpiresAt);

        private static AccessScopes Parse(string name) => name switch
        {
            "read" => AccessScopes.Read,
            "write" => AccessScopes.Write,
            "admin" => AccessScopes.Admin,
            _ => throw new InputException("scopes", "The scopes are read, write and admin."),
        };
    }

    internal sealed record AccessTokenBody(
        long Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
    {
        public static AccessTokenBody Of(AccessTokenView token) => new(
            token.Id, token.Name, Names(token.Scopes), token.CreatedAt, token.ExpiresAt, token.LastUsedAt);

        public static IReadOnlyList<string> Names(AccessScopes scopes) =>
            [.. new[] { AccessScopes.Read, AccessScopes.Write, AccessScopes.Admin }.Where(scope => scopes.HasFlag(scope)).Select(scope => scope.ToString().ToLowerInvariant())];
    }

    /// <param name="Key">Shown here and never again.</param>
    internal sealed record CreatedAccessTokenBody(long Id, string Key, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt);
}
