namespace PeppaApi.Credits;

/// <summary>
/// The money unit. Credit is a whole number of nano-dollars in a <see cref="long"/>; nothing in the
/// process adds or multiplies money in any other type. A <see cref="long"/> holds about 9.2 billion dollars.
/// </summary>
public static class Credit
{
    public const long PerDollar = 1_000_000_000;

    /// <summary>500,000 points are one dollar (service page, "额度是什么").</summary>
    public const long PerPoint = PerDollar / 500_000;

    /// <summary>Fixed-point scale of multipliers, discounts and per-unit prices: 1.0 is 1,000,000 parts.</summary>
    public const long Million = 1_000_000;

    /// <summary>Converts dollars exactly.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount has more than nine decimals, or does not fit.</exception>
    public static long FromUsd(decimal usd) => ToWhole(usd, PerDollar, nameof(usd));

    /// <summary>Converts dollars exactly, or says that they are no whole number of nano-dollars.</summary>
    public static bool TryFromUsd(decimal usd, out long credit) => TryToWhole(usd, PerDollar, out credit);

    public static decimal ToUsd(long credit) => (decimal)credit / PerDollar;

    public static decimal ToPoints(long credit) => (decimal)credit / PerPoint;

    /// <summary>Converts a factor such as 0.95 to parts per million.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor has more than six decimals, or does not fit.</exception>
    public static long ToParts(decimal factor) => ToWhole(factor, Million, nameof(factor));

    public static bool TryToParts(decimal factor, out long parts) => TryToWhole(factor, Million, out parts);

    public static decimal FromParts(long parts) => (decimal)parts / Million;

    private static long ToWhole(decimal value, long scale, string name) =>
        TryToWhole(value, scale, out var whole)
            ? whole
            : throw new ArgumentOutOfRangeException(name, value, "The value has too many decimals or is too large.");

    private static bool TryToWhole(decimal value, long scale, out long whole)
    {
        whole = 0;
        if (Math.Abs(value) > (decimal)long.MaxValue / scale)
        {
            return false;
        }

        var scaled = value * scale;
        whole = (long)scaled;
        return whole == scaled;
    }
}
