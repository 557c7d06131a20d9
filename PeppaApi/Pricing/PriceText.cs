using System.Globalization;
using PeppaApi.Settings;

namespace PeppaApi.Pricing;

/// <summary>
/// Lists inside a price as one line of text, for forms and spreadsheets: pictures as <c>1024x1024/hd=0.08; 512x512=0.02</c>,
/// tiers as <c>200000: input=6 output=22.5 cachedInput=0.6</c>.
/// </summary>
public static class PriceText
{
    private static readonly (string Name, Func<TierFigures, decimal?> Get, Func<TierFigures, decimal, TierFigures> Set)[] TierParts =
    [
        ("input", tier => tier.InputPerMillion, (tier, usd) => tier with { InputPerMillion = usd }),
        ("output", tier => tier.OutputPerMillion, (tier, usd) => tier with { OutputPerMillion = usd }),
        ("cachedInput", tier => tier.CachedInputPerMillion, (tier, usd) => tier with { CachedInputPerMillion = usd }),
        ("cacheWrite", tier => tier.CacheWritePerMillion, (tier, usd) => tier with { CacheWritePerMillion = usd }),
        ("cacheWriteHour", tier => tier.CacheWriteHourPerMillion, (tier, usd) => tier with { CacheWriteHourPerMillion = usd }),
        ("audioInput", tier => tier.AudioInputPerMillion, (tier, usd) => tier with { AudioInputPerMillion = usd }),
        ("imageInput", tier => tier.ImageInputPerMillion, (tier, usd) => tier with { ImageInputPerMillion = usd }),
        ("reasoning", tier => tier.ReasoningPerMillion, (tier, usd) => tier with { ReasoningPerMillion = usd }),
        ("audioOutput", tier => tier.AudioOutputPerMillion, (tier, usd) => tier with { AudioOutputPerMillion = usd }),
        ("imageOutput", tier => tier.ImageOutputPerMillion, (tier, usd) => tier with { ImageOutputPerMillion = usd }),
    ];

    public static string Usd(decimal? usd) => usd?.ToString("0.#########", CultureInfo.InvariantCulture) ?? "";

    /// <exception cref="InputException">It is no number.</exception>
    public static decimal? ParseUsd(string field, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        InputException.Require(
            decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd),
            field,
            "This is no number. Write it as 0.075.");
        return usd;
    }

    public static string Images(IEnumerable<ImageFigure>? images) =>
        string.Join("; ", (images ?? []).Select(image => $"{image.Variant}={Usd(image.Price)}"));

    /// <exception cref="InputException">An entry is not written as <c>1024x1024/hd=0.08</c>.</exception>
    public static IReadOnlyList<ImageFigure> ParseImages(string? text) => [.. Entries(text).Select(entry =>
    {
        var (variant, usd) = Pair("imagePrices", entry, '=', "Write pictures as 1024x1024/hd=0.08; 512x512=0.02.");
        return new ImageFigure(variant, ParseUsd("imagePrices", usd)!.Value);
    })];

    public static string Tiers(IEnumerable<TierFigures>? tiers) => string.Join("; ", (tiers ?? []).Select(tier =>
        $"{tier.AboveInputTokens.ToString(CultureInfo.InvariantCulture)}: " + string.Join(' ', TierParts
            .Where(part => part.Get(tier) is not null).Select(part => $"{part.Name}={Usd(part.Get(tier))}"))));

    /// <exception cref="InputException">An entry is not written as <c>200000: input=6 output=22.5</c>.</exception>
    public static IReadOnlyList<TierFigures> ParseTiers(string? text) => [.. Entries(text).Select(ParseTier)];

    private static TierFigures ParseTier(string entry)
    {
        const string How = "Write tiers as 200000: input=6 output=22.5 cachedInput=0.6.";
        var (above, parts) = Pair("tiers", entry, ':', How);
        InputException.Require(long.TryParse(above, NumberStyles.None, CultureInfo.InvariantCulture, out var tokens), "tiers", How);
        var tier = new TierFigures { AboveInputTokens = tokens };
        foreach (var word in parts.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, usd) = Pair("tiers", word, '=', How);
            var part = Array.Find(TierParts, part => part.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            InputException.Require(part.Set is not null, "tiers", How);
            tier = part.Set!(tier, ParseUsd("tiers", usd)!.Value);
        }

        return tier;
    }

    private static string[] Entries(string? text) =>
        (text ?? "").Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static (string Left, string Right) Pair(string field, string text, char sign, string how)
    {
        var at = text.IndexOf(sign, StringComparison.Ordinal);
        InputException.Require(at > 0 && at < text.Length - 1, field, how);
        return (text[..at].Trim(), text[(at + 1)..].Trim());
    }
}
