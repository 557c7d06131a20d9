using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Tokens;
using PeppaApi.Usage;

namespace PeppaApi.Management;

/// <summary>What a key tells about itself to whoever holds it: nothing of the account behind it, nothing of the operator.</summary>
internal static class TokenLookupEndpoints
{
    private const int Recent = 20;

    public static void MapTokenLookup(this IEndpointRouteBuilder api) =>
        // The key is its own ticket here, so the group's policy does not apply.
        api.MapGet("/token", GetAsync).AllowAnonymous().WithTags("Token");

    private static async Task<Results<Ok<LookupBody>, ProblemHttpResult>> GetAsync(
        HttpRequest request, TokenAuthenticator authenticator, TokenService tokens, UsageReader usage, CancellationToken cancellationToken)
    {
        var verdict = authenticator.Authenticate(request);
        if (verdict.Caller is not { } caller || await tokens.GetAsync(caller.UserId, caller.TokenId, cancellationToken) is not { } token)
        {
            request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem(
                detail: Why(verdict.Refusal),
                statusCode: StatusCodes.Status401Unauthorized,
                extensions: new Dictionary<string, object?> { ["code"] = "invalid_api_key" });
        }

        var recent = await usage.ListAsync(new UsageFilter(TokenId: token.Id), 1, Recent, cancellationToken);
        return TypedResults.Ok(LookupBody.Of(token, recent.Items));
    }

    private static string Why(TokenRefusal refusal) => refusal switch
    {
        TokenRefusal.Missing => "No API key was given. Send it as 'Authorization: Bearer sk-...'.",
        TokenRefusal.Expired => "This API key has expired.",
        TokenRefusal.Disabled or TokenRefusal.UserDisabled => "This API key is disabled.",
        _ => "The API key is not valid.",
    };

    /// <param name="RemainingUsd">None where the key has no limit of its own.</param>
    internal sealed record LookupBody(
        string Name,
        decimal? LimitUsd,
        decimal SpentUsd,
        decimal HeldUsd,
        decimal? RemainingUsd,
        DateTimeOffset? ExpiresAt,
        IReadOnlyList<string> Models,
        IReadOnlyList<LookupUse> Recent)
    {
        public static LookupBody Of(TokenView token, IReadOnlyList<UsageView> recent) => new(
            token.Name,
            Fields.Usd(token.Limit),
            Credit.ToUsd(token.Spent),
            Credit.ToUsd(token.Held),
            token.Limit is { } limit ? Credit.ToUsd(Math.Max(0, limit - token.Spent - token.Held)) : null,
            token.ExpiresAt,
            token.Models,
            [.. recent.Select(LookupUse.Of)]);
    }

    internal sealed record LookupUse(
        string RequestId, DateTimeOffset At, string Model, long InputTokens, long OutputTokens, long CachedTokens, decimal CostUsd, bool Stream, UsageStatus Status)
    {
        public static LookupUse Of(UsageView record) => new(
            record.RequestId,
            record.At,
            record.Model,
            record.InputTokens,
            record.OutputTokens,
            record.CachedTokens,
            Credit.ToUsd(record.Charged),
            record.Stream,
            record.Status);
    }
}
