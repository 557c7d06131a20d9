using System.Globalization;

namespace PeppaApi.Credits;

/// <summary>How credit is written for people: a balance with two decimals, one request with up to nine.</summary>
public static class CreditFormat
{
    /// <summary>A balance, cut (not rounded up) to cents, so that nobody reads more than they have: <c>$12.34</c>.</summary>
    public static string Balance(long credit)
    {
        var cents = decimal.Truncate(Credit.ToUsd(credit) * 100) / 100;
        return Signed(cents, "0.00");
    }

    /// <summary>What one request cost, rounded up to six decimals; below a millionth of a dollar, exact: <c>$0.000123</c>.</summary>
    public static string Request(long credit) =>
        Math.Abs(credit) < 1_000 ? Exact(credit) : Signed(Math.Round(Credit.ToUsd(credit), 6, MidpointRounding.ToPositiveInfinity), "0.00####");

    /// <summary>The exact value: <c>$0.000123456</c>.</summary>
    public static string Exact(long credit) => Signed(Credit.ToUsd(credit), "0.00#######");

    public static string Points(long credit) =>
        Credit.ToPoints(credit).ToString("#,0.###", CultureInfo.InvariantCulture);

    private static string Signed(decimal usd, string format) =>
        (usd < 0 ? "-$" : "$") + Math.Abs(usd).ToString("#,#" + format, CultureInfo.InvariantCulture);
}
