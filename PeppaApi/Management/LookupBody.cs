using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Tokens;
using PeppaApi.Usage;

namespace PeppaApi.Management;

/// <param name="RemainingUsd">None where the key has no limit of its own.</param>
/// <param name="Models">Those that the key is restricted to; none is no restriction.</param>
/// <param name="Available">The models that a request with the key can reach now.</param>
internal sealed record LookupBody(
    string Name,
    decimal? LimitUsd,
    decimal SpentUsd,
    decimal HeldUsd,
    decimal? RemainingUsd,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> Available,
    IReadOnlyList<LookupUse> Recent)
{
    public static LookupBody Of(TokenView token, IReadOnlyList<string> available, IReadOnlyList<UsageView> recent) => new(
        token.Name,
        Fields.Usd(token.Limit),
        Credit.ToUsd(token.Spent),
        Credit.ToUsd(token.Held),
        token.Limit is { } limit ? Credit.ToUsd(Math.Max(0, limit - token.Spent - token.Held)) : null,
        token.ExpiresAt,
        token.Models,
        available,
        [.. recent.Select(LookupUse.Of)]);
}

/// <summary>A page of what a key was used for, and the sums of all that the filter finds.</summary>
internal sealed record LookupUsage(IReadOnlyList<LookupUse> Items, int Total, long InputTokens, long OutputTokens, decimal CostUsd)
{
    public static LookupUsage Of((IReadOnlyList<UsageView> Items, int Total) found, UsageTotals totals) => new(
        [.. found.Items.Select(LookupUse.Of)], found.Total, totals.InputTokens, totals.OutputTokens, Credit.ToUsd(totals.Charged));
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
