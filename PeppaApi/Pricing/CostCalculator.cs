using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Pricing;

/// <summary>
/// cost = group multiplier x model discount x sum(units x unit price), rounded up once to a whole nano-dollar.
/// With two prices this is the published rule: group ratio x model ratio x (prompt tokens + completion tokens x completion ratio)
/// (service page, "额度是什么"). Pure; all arithmetic is checked.
/// </summary>
public static class CostCalculator
{
    // Units are per million, multiplier and discount are parts per million.
    private static readonly Int128 Scale = (Int128)Credit.Million * Credit.Million * Credit.Million;

    /// <returns>Nano-dollars, never negative.</returns>
    /// <exception cref="OverflowException">The result does not fit; cannot happen within the bounds of <see cref="PriceLimits"/>.</exception>
    public static long Cost(ModelPrice price, long multiplierParts, in UsageReport usage) => checked(Round(
        (price.PerCall is { } perCall
            ? (Int128)perCall * Credit.Million
            : ((Int128)usage.UncachedInput * price.InputPerMillion)
              + ((Int128)usage.CachedRead * (price.CachedInputPerMillion ?? price.InputPerMillion))
              + ((Int128)usage.CacheWrite * (price.CacheWritePerMillion ?? price.InputPerMillion))
              + ((Int128)usage.Output * price.OutputPerMillion))
        * multiplierParts * price.DiscountParts));

    /// <summary>The most that this many tokens can cost, whatever the vendor's cache makes of the input.</summary>
    public static long WorstCase(ModelPrice price, long multiplierParts, long inputTokens, long outputTokens)
    {
        var dearer = price.CacheWritePerMillion > price.InputPerMillion;
        return Cost(price, multiplierParts, new UsageReport
        {
            UncachedInput = dearer ? 0 : inputTokens,
            CacheWrite = dearer ? inputTokens : 0,
            OutputText = outputTokens,
        });
    }

    /// <summary>How many output tokens an amount pays for beside the input; zero if not even the input fits.</summary>
    public static long AffordableOutput(ModelPrice price, long multiplierParts, long inputTokens, long amount)
    {
        var factor = (Int128)multiplierParts * price.DiscountParts * price.OutputPerMillion;
        if (price.PerCall is not null || factor == 0)
        {
            return long.MaxValue;
        }

        // The rounding of the input can only make this too small by one token, never too large.
        var left = amount - WorstCase(price, multiplierParts, inputTokens, 0);
        return left <= 0 ? 0 : (long)Int128.Min(long.MaxValue, left * Scale / factor);
    }

    private static long Round(Int128 scaled) => checked((long)((scaled + Scale - 1) / Scale));
}
