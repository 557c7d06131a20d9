using PeppaApi.Data.Entities;

namespace PeppaApi.Pricing;

/// <summary>A charge in its parts; money in nano-dollars unless said. <c>Cost = ceil(sum of lines x discount x multiplier)</c>.</summary>
public sealed record ChargeExplanation(
    PriceView Price,
    decimal Multiplier,
    IReadOnlyList<ChargeLine> Lines,
    long Cost,
    long Charged,
    long Overrun,
    long Held,
    IReadOnlyList<ChargeSource> Grants);

public enum ChargeUnit
{
    Input,
    CachedInput,
    CacheWrite,
    Output,
    Call,
}

/// <param name="PriceUsd">Dollars per million tokens, or per call.</param>
/// <param name="AmountUsd">Exact dollars before discount, multiplier and rounding.</param>
public sealed record ChargeLine(ChargeUnit Unit, long Count, decimal PriceUsd, decimal AmountUsd);

/// <summary>A grant that paid a part of the charge.</summary>
public sealed record ChargeSource(long GrantId, GrantKind Kind, long Amount);
