using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Settings;

/// <summary>Limits as people and scripts write them, in dollars; what is left out is no limit.</summary>
public sealed record LimitsInput(
    int? RequestsPerMinute = null,
    int? TokensPerMinute = null,
    int? Concurrency = null,
    decimal? CreditPerDayUsd = null,
    decimal? CreditPerWeekUsd = null,
    decimal? CreditPerMonthUsd = null)
{
    private const int MostRequests = 1_000_000;
    private const int MostTokens = 1_000_000_000;
    private const decimal MostUsd = 1_000_000_000;

    public static LimitsInput Of(UsageLimits limits) => new(
        limits.RequestsPerMinute, limits.TokensPerMinute, limits.Concurrency, Usd(limits.CreditPerDay), Usd(limits.CreditPerWeek), Usd(limits.CreditPerMonth));

    /// <exception cref="InputException">A limit cannot be accepted.</exception>
    public UsageLimits ToLimits() => new(
        Count(RequestsPerMinute, MostRequests, "requestsPerMinute"),
        Count(TokensPerMinute, MostTokens, "tokensPerMinute"),
        Count(Concurrency, MostRequests, "concurrency"),
        Credits(CreditPerDayUsd, "creditPerDayUsd"),
        Credits(CreditPerWeekUsd, "creditPerWeekUsd"),
        Credits(CreditPerMonthUsd, "creditPerMonthUsd"));

    private static int? Count(int? limit, int most, string field)
    {
        InputException.Require(limit is null || (limit >= 1 && limit <= most), field, $"A limit is from 1 to {most:N0}; leave it out for no limit.");
        return limit;
    }

    private static long? Credits(decimal? usd, string field)
    {
        if (usd is null)
        {
            return null;
        }

        var fits = Credit.TryFromUsd(usd.Value, out var credit) && usd >= 0 && usd <= MostUsd;
        InputException.Require(fits, field, "A limit is from 0 to 1,000,000,000 dollars with at most nine decimals; leave it out for no limit.");
        return credit;
    }

    private static decimal? Usd(long? credit) => credit is { } value ? Credit.ToUsd(value) : null;
}
