using System.Globalization;
using PeppaApi.Settings;

namespace PeppaApi.Pricing;

/// <summary>One field of a price as text: a column of a spreadsheet, and what a preview compares.</summary>
/// <param name="Name">As in the API.</param>
public sealed record PriceColumn(string Name, Func<PriceRow, string> Write, Func<PriceRow, string, PriceRow> Read)
{
    /// <summary>What a version of a price says; model, beginning and confirmation are no part of it.</summary>
    public static readonly IReadOnlyList<PriceColumn> Figures =
    [
        Text("vendor", row => row.Vendor, (row, text) => row with { Vendor = text }),
        Text("kind", row => row.Kind, (row, text) => row with { Kind = text }),
        Usd("inputPerMillion", row => row.InputPerMillion, (row, usd) => row with { InputPerMillion = usd }),
        Usd("outputPerMillion", row => row.OutputPerMillion, (row, usd) => row with { OutputPerMillion = usd }),
        Usd("cachedInputPerMillion", row => row.CachedInputPerMillion, (row, usd) => row with { CachedInputPerMillion = usd }),
        Usd("cacheWritePerMillion", row => row.CacheWritePerMillion, (row, usd) => row with { CacheWritePerMillion = usd }),
        Usd("cacheWriteHourPerMillion", row => row.CacheWriteHourPerMillion, (row, usd) => row with { CacheWriteHourPerMillion = usd }),
        Usd("reasoningPerMillion", row => row.ReasoningPerMillion, (row, usd) => row with { ReasoningPerMillion = usd }),
        Usd("audioInputPerMillion", row => row.AudioInputPerMillion, (row, usd) => row with { AudioInputPerMillion = usd }),
        Usd("audioOutputPerMillion", row => row.AudioOutputPerMillion, (row, usd) => row with { AudioOutputPerMillion = usd }),
        Usd("imageInputPerMillion", row => row.ImageInputPerMillion, (row, usd) => row with { ImageInputPerMillion = usd }),
        Usd("imageOutputPerMillion", row => row.ImageOutputPerMillion, (row, usd) => row with { ImageOutputPerMillion = usd }),
        new("tiers", row => PriceText.Tiers(row.Tiers), (row, text) => row with { Tiers = PriceText.ParseTiers(text) }),
        Usd("perCall", row => row.PerCall, (row, usd) => row with { PerCall = usd }),
        Usd("perImage", row => row.PerImage, (row, usd) => row with { PerImage = usd }),
        new("imagePrices", row => PriceText.Images(row.ImagePrices), (row, text) => row with { ImagePrices = PriceText.ParseImages(text) }),
        Usd("perSecond", row => row.PerSecond, (row, usd) => row with { PerSecond = usd }),
        Usd("charactersPerMillion", row => row.CharactersPerMillion, (row, usd) => row with { CharactersPerMillion = usd }),
        Usd("perUnit", row => row.PerUnit, (row, usd) => row with { PerUnit = usd }),
        Usd("discount", row => row.Discount, (row, usd) => row with { Discount = usd }),
        new("maxOutputTokens", row => row.MaxOutputTokens?.ToString(CultureInfo.InvariantCulture) ?? "", (row, text) => row with { MaxOutputTokens = Whole(text) }),
        Text("note", row => row.Note, (row, text) => row with { Note = text }),
    ];

    /// <summary>The columns of a file.</summary>
    public static readonly IReadOnlyList<PriceColumn> All =
    [
        new("model", row => row.Model, (row, text) => row with { Model = text }),
        .. Figures,
        new("effectiveFrom", row => row.EffectiveFrom?.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture) ?? "", (row, text) => row with { EffectiveFrom = Moment(text) }),
        new("confirmZero", row => row.ConfirmZero ? "true" : "", (row, text) => row with { ConfirmZero = text.Equals("true", StringComparison.OrdinalIgnoreCase) }),
    ];

    /// <summary>Columns that are read, but not written: the same in the words of the other relays.</summary>
    public static readonly IReadOnlyList<PriceColumn> Ratios =
    [
        Usd("ratio", row => row.Ratio, (row, ratio) => row with { Ratio = ratio }),
        Usd("completionRatio", row => row.CompletionRatio, (row, ratio) => row with { CompletionRatio = ratio }),
    ];

    private static PriceColumn Text(string name, Func<PriceRow, string?> get, Func<PriceRow, string?, PriceRow> set) =>
        new(name, row => get(row) ?? "", (row, text) => set(row, text.Length == 0 ? null : text));

    private static PriceColumn Usd(string name, Func<PriceRow, decimal?> get, Func<PriceRow, decimal?, PriceRow> set) =>
        new(name, row => PriceText.Usd(get(row)), (row, text) => set(row, PriceText.ParseUsd(name, text)));

    private static int? Whole(string text)
    {
        var number = 0;
        InputException.Require(
            text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number), "maxOutputTokens", "The output limit is a whole number above 0.");
        return text.Length == 0 ? null : number;
    }

    private static DateTimeOffset? Moment(string text)
    {
        DateTimeOffset moment = default;
        InputException.Require(
            text.Length == 0 || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment),
            "effectiveFrom",
            "A moment is written as 2026-12-01T00:00:00Z.");
        return text.Length == 0 ? null : moment;
    }
}
