using PeppaApi.Credits;

namespace PeppaApi.Pricing;

/// <summary>Bounds that keep every product of units, price, multiplier and discount within the arithmetic.</summary>
public static class PriceLimits
{
    /// <summary>Dollars per million units, and per call.</summary>
    public const decimal LargestPriceUsd = 10_000m;

    public const decimal LargestMultiplier = 1_000m;

    public const decimal LargestDiscount = 10m;

    /// <summary>More tokens than any model takes or gives in one call.</summary>
    public const long LargestTokenCount = 100 * Credit.Million;
}
