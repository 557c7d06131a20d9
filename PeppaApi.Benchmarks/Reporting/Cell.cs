using System.Globalization;
using PeppaApi.Benchmarks.Measuring;

namespace PeppaApi.Benchmarks.Reporting;

/// <summary>How figures look in a table.</summary>
internal static class Cell
{
    public static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Range(Spread spread) => $"({Whole(spread.Min)}-{Whole(spread.Max)})";

    public static string Hundredths(Spread spread) => $"({Ratio(spread.Min)}-{Ratio(spread.Max)})";

    public static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Tenths(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
