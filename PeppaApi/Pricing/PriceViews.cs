using System.Text.Json.Serialization;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Pricing;

/// <summary>One version of a model's price, in dollars.</summary>
public sealed record PriceView : PriceFigures
{
    public required long Id { get; init; }

    public required string Model { get; init; }

    public required decimal InputPerMillion { get; init; }

    public required decimal OutputPerMillion { get; init; }

    public required decimal Discount { get; init; }

    public required DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>模型倍率: ratio 1 is $0.002 per 1K input tokens (service page).</summary>
    public decimal Ratio => InputPerMillion / 2;

    /// <summary>补全倍率: output price over input price; none where the input is free.</summary>
    public decimal? CompletionRatio => InputPerMillion == 0 ? null : OutputPerMillion / InputPerMillion;

    /// <summary>Whether nothing of the model costs anything.</summary>
    [JsonIgnore]
    public bool IsFree => Discount == 0 || (PerCall ?? InputPerMillion + OutputPerMillion + OtherPrices().Sum()) == 0;

    public static PriceView Of(ModelPrice price) => new()
    {
        Id = price.Id,
        Model = price.Model,
        Vendor = price.Vendor,
        Kind = price.Kind,
        EffectiveFrom = price.EffectiveFrom,
        InputPerMillion = Credit.ToUsd(price.InputPerMillion),
        OutputPerMillion = Credit.ToUsd(price.OutputPerMillion),
        CachedInputPerMillion = Usd(price.CachedInputPerMillion),
        CacheWritePerMillion = Usd(price.CacheWritePerMillion),
        CacheWriteHourPerMillion = Usd(price.CacheWriteHourPerMillion),
        AudioInputPerMillion = Usd(price.AudioInputPerMillion),
        ImageInputPerMillion = Usd(price.ImageInputPerMillion),
        ReasoningPerMillion = Usd(price.ReasoningPerMillion),
        AudioOutputPerMillion = Usd(price.AudioOutputPerMillion),
        ImageOutputPerMillion = Usd(price.ImageOutputPerMillion),
        Tiers = [.. price.Tiers.Select(Of)],
        PerCall = Usd(price.PerCall),
        PerImage = Usd(price.PerImage),
        ImagePrices = [.. price.ImagePrices.Select(image => new ImageFigure(image.Variant, Credit.ToUsd(image.Price)))],
        PerSecond = Usd(price.PerSecond),
        CharactersPerMillion = Usd(price.CharactersPerMillion),
        PerUnit = Usd(price.PerUnit),
        Discount = Credit.FromParts(price.DiscountParts),
        MaxOutputTokens = price.MaxOutputTokens,
        Note = price.Note,
    };

    private IEnumerable<decimal> OtherPrices() =>
    [
        CachedInputPerMillion ?? 0, CacheWritePerMillion ?? 0, CacheWriteHourPerMillion ?? 0, AudioInputPerMillion ?? 0, ImageInputPerMillion ?? 0,
        ReasoningPerMillion ?? 0, AudioOutputPerMillion ?? 0, ImageOutputPerMillion ?? 0, PerImage ?? 0, PerSecond ?? 0, CharactersPerMillion ?? 0, PerUnit ?? 0,
        .. (ImagePrices ?? []).Select(image => image.Price), .. (Tiers ?? []).Select(tier => (tier.InputPerMillion ?? 0) + (tier.OutputPerMillion ?? 0)),
    ];

    private static TierFigures Of(PriceTier tier) => new()
    {
        AboveInputTokens = tier.AboveInputTokens,
        InputPerMillion = Credit.ToUsd(tier.InputPerMillion),
        OutputPerMillion = Credit.ToUsd(tier.OutputPerMillion),
        CachedInputPerMillion = Usd(tier.CachedInputPerMillion),
        CacheWritePerMillion = Usd(tier.CacheWritePerMillion),
        CacheWriteHourPerMillion = Usd(tier.CacheWriteHourPerMillion),
        AudioInputPerMillion = Usd(tier.AudioInputPerMillion),
        ImageInputPerMillion = Usd(tier.ImageInputPerMillion),
        ReasoningPerMillion = Usd(tier.ReasoningPerMillion),
        AudioOutputPerMillion = Usd(tier.AudioOutputPerMillion),
        ImageOutputPerMillion = Usd(tier.ImageOutputPerMillion),
    };

    private static decimal? Usd(long? credit) => credit is { } value ? Credit.ToUsd(value) : null;
}
