namespace PeppaApi.Pricing;

/// <summary>Bounds that keep every product of units, price, multiplier and discount within the arithmetic.</summary>
public static class PriceLimits
{
    /// <summary>Dollars per million units, and per call.</summary>
    public const decimal LargestPriceUsd = 10_000m;

    public const decimal LargestMultiplier = 1_000m;

    public const decimal LargestDiscount = 10m;
}
