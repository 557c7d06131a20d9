using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Pricing;

/// <summary>What a price may be, and its way from dollars into the form that is kept.</summary>
internal static class PriceRules
{
    private const int LongestModel = 200;
    private const int LongestVariant = 60;
    private const int MostTiers = 10;
    private const int MostVariants = 100;
    private const decimal UsdOfRatioOne = 2;

    // Nano-dollars: ratios such as 8.333333 have no end.
    private const int Decimals = 9;

    /// <exception cref="InputException">The name is empty, too long, or holds what cannot be seen.</exception>
    public static string Model(string model)
    {
        var name = model.Trim();
        InputException.Require(name.Length is > 0 and <= LongestModel && !name.Any(char.IsControl), "model", "A model name has 1 to 200 characters.");
        return name;
    }

    /// <summary>The price in nano-dollars; when it begins is the caller's affair.</summary>
    /// <exception cref="InputException">A price is missing, negative, too large or too fine.</exception>
    public static ModelPrice ToPrice(string model, PriceSpec spec)
    {
        InputException.Require(spec.MaxOutputTokens is null or > 0, "maxOutputTokens", "The output limit is a number above 0.");
        InputException.Require(spec.Note is null or { Length: <= 200 }, "note", "A note has at most 200 characters.");
        InputException.Require(spec.Vendor is null or { Length: <= 50 }, "vendor", "A vendor has at most 50 characters.");
        InputException.Require(spec.Kind is null or { Length: > 0 and <= 20 }, "kind", "A kind has at most 20 characters, such as chat, embedding or image.");
        InputException.Require(
            Credit.TryToParts(spec.Discount ?? 1, out var discount) && spec.Discount is null or (>= 0 and <= PriceLimits.LargestDiscount),
            "discount",
            "The discount is a factor from 0 to 10 with at most six decimals: 0.5 is half of the vendor's price.");
        var input = spec.InputPerMillion ?? Rounded(spec.Ratio * UsdOfRatioOne);
        var otherKind = (spec.PerCall ?? spec.PerImage ?? spec.PerSecond ?? spec.CharactersPerMillion ?? spec.PerUnit) is not null || spec.ImagePrices is { Count: > 0 };
        var price = new ModelPrice
        {
            Model = model,
            Vendor = Trimmed(spec.Vendor),
            Kind = spec.Kind ?? "chat",
            InputPerMillion = Needed("inputPerMillion", input, otherKind),
            OutputPerMillion = Needed("outputPerMillion", spec.OutputPerMillion ?? Rounded(input * spec.CompletionRatio), otherKind),
            CachedInputPerMillion = Optional("cachedInputPerMillion", spec.CachedInputPerMillion),
            CacheWritePerMillion = Optional("cacheWritePerMillion", spec.CacheWritePerMillion),
            CacheWriteHourPerMillion = Optional("cacheWriteHourPerMillion", spec.CacheWriteHourPerMillion),
            AudioInputPerMillion = Optional("audioInputPerMillion", spec.AudioInputPerMillion),
            ImageInputPerMillion = Optional("imageInputPerMillion", spec.ImageInputPerMillion),
            ReasoningPerMillion = Optional("reasoningPerMillion", spec.ReasoningPerMillion),
            AudioOutputPerMillion = Optional("audioOutputPerMillion", spec.AudioOutputPerMillion),
            ImageOutputPerMillion = Optional("imageOutputPerMillion", spec.ImageOutputPerMillion),
            Tiers = Tiers(spec.Tiers ?? []),
            PerCall = Optional("perCall", spec.PerCall),
            PerImage = Optional("perImage", spec.PerImage),
            ImagePrices = Images(spec.ImagePrices ?? []),
            PerSecond = Optional("perSecond", spec.PerSecond),
            CharactersPerMillion = Optional("charactersPerMillion", spec.CharactersPerMillion),
            PerUnit = Optional("perUnit", spec.PerUnit),
            DiscountParts = discount,
            MaxOutputTokens = spec.MaxOutputTokens,
            Note = Trimmed(spec.Note),
        };
        InputException.Require(
            spec.ConfirmZero || !PriceView.Of(price).IsFree, "confirmZero", "With this price the model is free for everybody. Confirm it (confirmZero) if that is meant.");
        return price;
    }

    private static PriceTier[] Tiers(IReadOnlyList<TierFigures> tiers)
    {
        InputException.Require(tiers.Count <= MostTiers, "tiers", "A price has at most 10 tiers.");
        InputException.Require(
            tiers.All(tier => tier.AboveInputTokens > 0) && tiers.DistinctBy(tier => tier.AboveInputTokens).Count() == tiers.Count,
            "tiers",
            "Each tier begins above a number of input tokens of its own, larger than 0.");
        return [.. tiers.OrderBy(tier => tier.AboveInputTokens).Select(ToTier)];
    }

    private static PriceTier ToTier(TierFigures tier) => new()
    {
        AboveInputTokens = tier.AboveInputTokens,
        InputPerMillion = Needed("tiers", tier.InputPerMillion, otherKind: false),
        OutputPerMillion = Needed("tiers", tier.OutputPerMillion, otherKind: false),
        CachedInputPerMillion = Optional("tiers", tier.CachedInputPerMillion),
        CacheWritePerMillion = Optional("tiers", tier.CacheWritePerMillion),
        CacheWriteHourPerMillion = Optional("tiers", tier.CacheWriteHourPerMillion),
        AudioInputPerMillion = Optional("tiers", tier.AudioInputPerMillion),
        ImageInputPerMillion = Optional("tiers", tier.ImageInputPerMillion),
        ReasoningPerMillion = Optional("tiers", tier.ReasoningPerMillion),
        AudioOutputPerMillion = Optional("tiers", tier.AudioOutputPerMillion),
        ImageOutputPerMillion = Optional("tiers", tier.ImageOutputPerMillion),
    };

    private static ImagePrice[] Images(IReadOnlyList<ImageFigure> images)
    {
        InputException.Require(images.Count <= MostVariants, "imagePrices", "A price lists at most 100 sizes and qualities.");
        var prices = images.Select(image => new ImagePrice((image.Variant ?? "").Trim(), Price("imagePrices", image.Price))).ToArray();
        InputException.Require(
            prices.All(image => image.Variant.Length is > 0 and <= LongestVariant && image.Variant.All(letter => letter is > ' ' and < '\x7f' and not ';' and not '=')),
            "imagePrices",
            "A size and quality is written as 1024x1024/hd, without spaces.");
        InputException.Require(
            prices.DistinctBy(image => image.Variant, StringComparer.OrdinalIgnoreCase).Count() == prices.Length, "imagePrices", "A size and quality is listed once.");
        return prices;
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static decimal? Rounded(decimal? usd) =>
        usd is { } value && Math.Abs(value) <= PriceLimits.LargestPriceUsd ? Math.Round(value, Decimals, MidpointRounding.AwayFromZero) : usd;

    private static long Needed(string field, decimal? usd, bool otherKind)
    {
        InputException.Require(usd is not null || otherKind, field, "A price for input and one for output are needed; 0 says that it is free.");
        return Price(field, usd ?? 0);
    }

    private static long? Optional(string field, decimal? usd) => usd is { } value ? Price(field, value) : null;

    private static long Price(string field, decimal usd)
    {
        InputException.Require(
            usd is >= 0 and <= PriceLimits.LargestPriceUsd && Credit.TryFromUsd(usd, out _),
            field,
            "A price is from 0 to 10,000 dollars with at most nine decimals.");
        return Credit.FromUsd(usd);
    }
}
