using System.Globalization;

namespace PeppaApi.Usage;

/// <summary>A place among the usage records, which are in the order of their moments, and within one of their ids.</summary>
/// <param name="At">Milliseconds since 1970.</param>
public readonly record struct UsageCursor(long At, long Id)
{
    public static UsageCursor Of(UsageView record) => new(record.At.ToUnixTimeMilliseconds(), record.Id);

    /// <returns>None where the text names no place.</returns>
    public static UsageCursor? Parse(string? text) =>
        text?.Split('-') is [var at, var id] && Number(at) is { } moment && Number(id) is { } number ? new UsageCursor(moment, number) : null;

    /// <summary>As it stands in an address.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}-{Id}");

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 100_000_000_000_000 ? number : null;
}
