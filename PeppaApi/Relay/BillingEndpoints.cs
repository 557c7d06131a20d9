using System.Text.Json.Serialization;
using PeppaApi.Credits;
using PeppaApi.Ledger;
using PeppaApi.Providers;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>
/// The old balance routes that chat apps call. They show <c>hard_limit_usd - total_usage / 100</c> as the balance, so the
/// limit is what is left plus what was used (vendors/openai.md, 11). Whose figures they show is a setting:
/// <see cref="BalanceRouteSettings"/>.
/// </summary>
internal sealed class BillingEndpoints(
    TokenAuthenticator authenticator, TokenService tokens, BalanceReader balances, OperatorSettings settings, TimeProvider time)
{
    // What one-api shows for a key without a limit; apps know it.
    private const long Unlimited = 100_000_000 * Credit.PerDollar;

    public async Task SubscriptionAsync(HttpContext context)
    {
        if (await FiguresAsync(context) is not { } figures)
        {
            return;
        }

        var limit = Credit.ToUsd(figures.Left + figures.Used);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new Subscription("billing_subscription", true, limit, limit, limit, figures.AccessUntil), context.RequestAborted);
    }

    public async Task UsageAsync(HttpContext context)
    {
        if (await FiguresAsync(context) is { } figures)
        {
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.WriteAsJsonAsync(new TotalUsage("list", Credit.ToUsd(figures.Used) * 100), context.RequestAborted);
        }
    }

    private async Task<Figures?> FiguresAsync(HttpContext context)
    {
        RequestIds.Assign(context, time);
        var verdict = authenticator.Authenticate(context.Request);
        if (verdict.Caller is not { } caller)
        {
            await RelayFailureWriter.WriteAsync(context, Doors.OpenAI, new RelayFailure.KeyRefused(verdict.Refusal));
            return null;
        }

        var token = await tokens.GetAsync(caller.UserId, caller.TokenId, context.RequestAborted);
        var until = token?.ExpiresAt?.ToUnixTimeSeconds() ?? 0;
        // A reseller's customers learn nothing of the reseller's account.
        var figures = ResellerHosts.Is(context) ? BalanceFigures.Token : settings.Get<BalanceRouteSettings>().Figures;
        if (figures != BalanceFigures.Account && token is not null && (token.Limit is not null || figures == BalanceFigures.Token))
        {
            var left = token.Limit is { } limit ? Math.Max(0, limit - token.Spent - token.Held) : Unlimited - token.Spent;
            return new Figures(left, token.Spent, until);
        }

        var balance = await balances.GetAsync(caller.UserId, context.RequestAborted);
        return new Figures(balance.Available, balance.Spent, until);
    }

    private sealed record Figures(long Left, long Used, long AccessUntil);

    private sealed record Subscription(
        [property: JsonPropertyName("object")] string Object,
        [property: JsonPropertyName("has_payment_method")] bool HasPaymentMethod,
        [property: JsonPropertyName("soft_limit_usd")] decimal SoftLimitUsd,
        [property: JsonPropertyName("hard_limit_usd")] decimal HardLimitUsd,
        [property: JsonPropertyName("system_hard_limit_usd")] decimal SystemHardLimitUsd,
        [property: JsonPropertyName("access_until")] long AccessUntil);

    /// <param name="Total">US cents.</param>
    private sealed record TotalUsage(
        [property: JsonPropertyName("object")] string Object, [property: JsonPropertyName("total_usage")] decimal Total);
}
