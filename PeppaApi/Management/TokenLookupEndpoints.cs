using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Channels;
using PeppaApi.Settings;
using PeppaApi.Tokens;
using PeppaApi.Usage;

namespace PeppaApi.Management;

/// <summary>What a key tells about itself to whoever holds it: nothing of the account behind it, nothing of the operator.</summary>
internal static class TokenLookupEndpoints
{
    private const int Recent = 20;

    public static void MapTokenLookup(this IEndpointRouteBuilder api)
    {
        // The key is its own ticket here, so the group's policy does not apply.
        var token = ResellerHosts.Open(api.MapGroup("/token").AllowAnonymous().WithTags("Token"));
        token.MapGet("", GetAsync);
        token.MapGet("/usage", UsageAsync);
        token.MapGet("/usage/csv", Csv);
        token.AddEndpointFilter(AdmitAsync);
    }

    /// <summary>Lets in whoever sends a key in a header. In an address it would be kept by proxies, logs and the browser's history.</summary>
    private static async ValueTask<object?> AdmitAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var (limiter, address) = (context.RequestServices.GetRequiredService<LookupLimiter>(), context.Connection.RemoteIpAddress);
        if (!limiter.MayTry(address))
        {
            context.Response.Headers.RetryAfter = $"{LookupLimiter.Window.TotalSeconds:0}";
            return Refuse(StatusCodes.Status429TooManyRequests, "Too many keys that do not exist were tried from this address. Try again later.", "rate_limited", "too_many");
        }

        var verdict = context.RequestServices.GetRequiredService<TokenAuthenticator>().Authenticate(context.Request, fromQuery: false);
        if (verdict.Caller is { } caller)
        {
            context.Features.Set(caller);
            return await next(invocation);
        }

        if (verdict.Refusal == TokenRefusal.Invalid)
        {
            limiter.Count(address);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        var (why, reason) = Why(verdict.Refusal);
        return Refuse(StatusCodes.Status401Unauthorized, why, "invalid_api_key", reason);
    }

    private static async Task<Results<Ok<LookupBody>, NotFound>> GetAsync(
        HttpContext context, TokenService tokens, UsageReader usage, ChannelDirectory channels, CancellationToken cancellationToken)
    {
        var caller = CallerOf(context);
        if (await tokens.GetAsync(caller.UserId, caller.TokenId, cancellationToken) is not { } token)
        {
            return TypedResults.NotFound();
        }

        var recent = await usage.ListAsync(new UsageFilter(caller.UserId, caller.TokenId), 1, Recent, cancellationToken);
        var available = channels.Models(caller.GroupName).Where(caller.Rules.AllowsModel);
        return TypedResults.Ok(LookupBody.Of(token, [.. available], recent.Items));
    }

    private static async Task<Ok<LookupUsage>> UsageAsync(
        HttpContext context, [AsParameters] PageQuery page, [AsParameters] LookupQuery query, UsageReader usage, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        var filter = query.ToFilter(CallerOf(context));
        var found = await usage.ListAsync(filter, number, size, cancellationToken);
        return TypedResults.Ok(LookupUsage.Of(found, await usage.TotalsAsync(filter, cancellationToken)));
    }

    private static PushStreamHttpResult Csv(HttpContext context, [AsParameters] LookupQuery query, UsageCsv csv, CancellationToken cancellationToken)
    {
        var filter = query.ToFilter(CallerOf(context));
        return TypedResults.Stream(stream => csv.WriteAsync(filter, UsageCsvFor.KeyHolder, stream, cancellationToken: cancellationToken), "text/csv; charset=utf-8", UsageCsv.FileName);
    }

    private static Caller CallerOf(HttpContext context) => context.Features.Get<Caller>()!;

    private static ProblemHttpResult Refuse(int status, string why, string code, string reason) =>
        TypedResults.Problem(detail: why, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code, ["reason"] = reason });

    private static (string Words, string Reason) Why(TokenRefusal refusal) => refusal switch
    {
        TokenRefusal.Missing => ("No API key was given. Send it as 'Authorization: Bearer sk-...'.", "missing"),
        TokenRefusal.Expired => ("This API key has expired.", "expired"),
        TokenRefusal.Disabled or TokenRefusal.UserDisabled => ("This API key is disabled.", "disabled"),
        _ => ("The API key is not valid.", "invalid"),
    };

    /// <summary>Which records of the key are wanted; what is left out does not restrict.</summary>
    internal sealed record LookupQuery
    {
        public string? Model { get; init; }

        public DateTimeOffset? From { get; init; }

        public DateTimeOffset? To { get; init; }

        // With the user, whose records have an index.
        public UsageFilter ToFilter(Caller caller) => new(caller.UserId, caller.TokenId, Model, From: From, To: To);
    }
}
