using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Pricing;

/// <summary>A charge in its parts; money in nano-dollars unless said. <c>Cost = ceil(sum of lines x discount x multiplier)</c>.</summary>
/// <param name="TierAboveInput">The tier by size of the input that applied; none where the model's own prices did.</param>
/// <param name="Variant">Size and quality of pictures in the words of the price.</param>
public sealed record ChargeExplanation(
    PriceView Price,
    long? TierAboveInput,
    string? Variant,
    decimal Multiplier,
    IReadOnlyList<ChargeLine> Lines,
    long Cost,
    long Charged,
    long Overrun,
    long Held,
    IReadOnlyList<ChargeSource> Grants,
    IReadOnlyList<ChargeRefund> Refunds)
{
    /// <summary>Exact dollars of all lines, before discount and multiplier.</summary>
    public decimal SumUsd => Lines.Sum(line => line.AmountUsd);

    /// <summary>What rounding up to a whole nano-dollar added.</summary>
    public decimal RoundingUsd => Credit.ToUsd(Cost) - (SumUsd * Price.Discount * Multiplier);

    /// <summary>What of the charge has not been given back.</summary>
    public long Refundable => Charged - Refunds.Sum(refund => refund.Amount);
}

/// <param name="PriceUsd">Dollars per million tokens or characters, per second, or per piece.</param>
/// <param name="AmountUsd">Exact dollars before discount, multiplier and rounding.</param>
public sealed record ChargeLine(ChargeUnit Unit, long Count, decimal PriceUsd, decimal AmountUsd);

/// <summary>A grant that paid a part of the charge.</summary>
public sealed record ChargeSource(long GrantId, GrantKind Kind, long Amount);

/// <summary>A part of the charge that an operator gave back.</summary>
public sealed record ChargeRefund(long GrantId, DateTimeOffset At, long Amount, string? Reason);
