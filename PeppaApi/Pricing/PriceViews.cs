using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Pricing;

/// <summary>A new version of a model's price, in dollars.</summary>
/// <param name="Discount">Factor on all of it; none is 1.</param>
/// <param name="EffectiveFrom">None is now.</param>
public sealed record PriceSpec(
    decimal InputPerMillion,
    decimal OutputPerMillion,
    decimal? CachedInputPerMillion = null,
    decimal? CacheWritePerMillion = null,
    decimal? PerCall = null,
    decimal? Discount = null,
    DateTimeOffset? EffectiveFrom = null,
    int? MaxOutputTokens = null,
    string? Vendor = null,
    string? Kind = null,
    string? Note = null);

/// <summary>One version of a model's price, in dollars.</summary>
public sealed record PriceView(
    long Id,
    string Model,
    string? Vendor,
    string Kind,
    decimal InputPerMillion,
    decimal OutputPerMillion,
    decimal? CachedInputPerMillion,
    decimal? CacheWritePerMillion,
    decimal? PerCall,
    decimal Discount,
    DateTimeOffset EffectiveFrom,
    int? MaxOutputTokens,
    string? Note)
{
    /// <summary>模型倍率: ratio 1 is $0.002 per 1K input tokens (service page).</summary>
    public decimal Ratio => InputPerMillion / 2;

    /// <summary>补全倍率: output price over input price; none where the input is free.</summary>
    public decimal? CompletionRatio => InputPerMillion == 0 ? null : OutputPerMillion / InputPerMillion;

    public static PriceView Of(ModelPrice price) => new(
        price.Id,
        price.Model,
        price.Vendor,
        price.Kind,
        Credit.ToUsd(price.InputPerMillion),
        Credit.ToUsd(price.OutputPerMillion),
        Usd(price.CachedInputPerMillion),
        Usd(price.CacheWritePerMillion),
        Usd(price.PerCall),
        Credit.FromParts(price.DiscountParts),
        price.EffectiveFrom,
        price.MaxOutputTokens,
        price.Note);

    private static decimal? Usd(long? credit) => credit is { } value ? Credit.ToUsd(value) : null;
}
