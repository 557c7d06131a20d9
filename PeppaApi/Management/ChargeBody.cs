using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;

namespace PeppaApi.Management;

/// <summary>
/// Why a request cost what it did, in dollars: <c>costUsd = sumUsd x discount x multiplier</c>, rounded up to a whole
/// nano-dollar; <c>chargedUsd</c> is what the grants paid of it.
/// </summary>
/// <param name="PriceId">The version of the model's price.</param>
/// <param name="TierAboveInputTokens">The tier by size of the input that applied; none where the model's own prices did.</param>
/// <param name="RoundingUsd">What the rounding added.</param>
/// <param name="OverrunUsd">What could not be charged any more; for operators only.</param>
internal sealed record ChargeBody(
    string RequestId,
    string Model,
    long PriceId,
    DateTimeOffset PriceFrom,
    long? TierAboveInputTokens,
    string? Variant,
    IReadOnlyList<ChargeBody.Line> Lines,
    decimal SumUsd,
    decimal Discount,
    decimal Multiplier,
    decimal RoundingUsd,
    decimal CostUsd,
    decimal HeldUsd,
    decimal ReleasedUsd,
    decimal ChargedUsd,
    decimal? OverrunUsd,
    IReadOnlyList<ChargeBody.Source> Grants,
    IReadOnlyList<ChargeBody.Refund> Refunds)
{
    public static ChargeBody Of(string requestId, ChargeExplanation why, bool admin) => new(
        requestId,
        why.Price.Model,
        why.Price.Id,
        why.Price.EffectiveFrom,
        why.TierAboveInput,
        why.Variant,
        [.. why.Lines.Select(line => new Line(line.Unit, line.Count, line.PriceUsd, line.Unit.PricedBy(), line.AmountUsd))],
        why.SumUsd,
        why.Price.Discount,
        why.Multiplier,
        why.RoundingUsd,
        Credit.ToUsd(why.Cost),
        Credit.ToUsd(why.Held),
        Credit.ToUsd(Math.Max(0, why.Held - why.Charged)),
        Credit.ToUsd(why.Charged),
        admin ? Credit.ToUsd(why.Overrun) : null,
        [.. why.Grants.Select(grant => new Source(grant.GrantId, grant.Kind, Credit.ToUsd(grant.Amount)))],
        [.. why.Refunds.Select(refund => new Refund(refund.GrantId, refund.At, Credit.ToUsd(refund.Amount), refund.Reason))]);

    /// <param name="PriceUsd">For <paramref name="Per"/> of the unit; time is counted in milliseconds.</param>
    internal sealed record Line(ChargeUnit Unit, long Count, decimal PriceUsd, long Per, decimal AmountUsd);

    internal sealed record Source(long GrantId, GrantKind Kind, decimal AmountUsd);

    internal sealed record Refund(long GrantId, DateTimeOffset At, decimal AmountUsd, string? Reason);
}
