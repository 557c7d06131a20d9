using PeppaApi.Data.Entities;

namespace PeppaApi.Pricing;

/// <summary>
/// The price of one unit of each kind. A token price that is not set is that of the nearest kind: a write for an hour costs
/// as a usual write, anything else that goes in costs as input, anything else that comes out costs as output. What has
/// no price and is no token is free.
/// </summary>
internal static class UnitPrices
{
    /// <param name="tokens">The list that holds for the request's size: <see cref="ListFor"/>.</param>
    public static long Of(ModelPrice price, ITokenPrices tokens, ChargeUnit unit, string? variant) => unit switch
    {
        ChargeUnit.Image => OfImage(price, variant),
        ChargeUnit.Time => OfTime(price, variant),
        ChargeUnit.Character => price.CharactersPerMillion ?? 0,
        ChargeUnit.Unit => price.PerUnit ?? 0,
        ChargeUnit.Call => price.PerCall ?? 0,
        _ => OfToken(tokens, unit),
    };

    public static long OfToken(ITokenPrices tokens, ChargeUnit unit) => unit switch
    {
        ChargeUnit.CachedInput => tokens.CachedInputPerMillion,
        ChargeUnit.CacheWrite => tokens.CacheWritePerMillion,
        ChargeUnit.CacheWriteHour => tokens.CacheWriteHourPerMillion ?? tokens.CacheWritePerMillion,
        ChargeUnit.AudioInput => tokens.AudioInputPerMillion,
        ChargeUnit.ImageInput => tokens.ImageInputPerMillion,
        ChargeUnit.Output => tokens.OutputPerMillion,
        ChargeUnit.Reasoning => tokens.ReasoningPerMillion ?? tokens.OutputPerMillion,
        ChargeUnit.AudioOutput => tokens.AudioOutputPerMillion ?? tokens.OutputPerMillion,
        ChargeUnit.ImageOutput => tokens.ImageOutputPerMillion ?? tokens.OutputPerMillion,
        _ => null,
    } ?? tokens.InputPerMillion;

    /// <summary>The token prices for a request with that much input: the highest tier that it is above, else the model's own.</summary>
    public static ITokenPrices ListFor(ModelPrice price, long inputTokens)
    {
        for (var i = price.Tiers.Count - 1; i >= 0; i--)
        {
            if (inputTokens > price.Tiers[i].AboveInputTokens)
            {
                return price.Tiers[i];
            }
        }

        return price;
    }

    /// <summary>
    /// The listed price of a picture: <c>size/quality</c> as asked, else that of the size, else that of the quality. Without
    /// one the price per image; without that the dearest listed, so that no picture is free by an unknown word.
    /// </summary>
    public static ImagePrice? Match(ModelPrice price, string? variant)
    {
        if (price.ImagePrices.Count == 0)
        {
            return null;
        }

        var slash = variant?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return Listed(price, variant)
            ?? (slash < 0 ? null : Listed(price, variant.AsSpan(0, slash)) ?? Listed(price, variant.AsSpan(slash + 1)))
            ?? (price.PerImage is null ? Dearest(price) : null);
    }

    /// <summary>The most that a picture of any size and quality can cost.</summary>
    public static long DearestImage(ModelPrice price) => Math.Max(price.PerImage ?? 0, Dearest(price)?.Price ?? 0);

    /// <summary>Whether a second costs anything at all, be it nothing.</summary>
    public static bool HasTime(ModelPrice price) => price.PerSecond is not null || IsBySize(price);

    /// <summary>Whether the listed sizes are those of a video, of which a second has that price; else they are pictures.</summary>
    private static bool IsBySize(ModelPrice price) => price.Kind == "video" && price.ImagePrices.Count > 0;

    /// <summary>A second of video may have a price for its size; one of a size that is not listed costs as the dearest, unless there is a price for any.</summary>
    private static long OfTime(ModelPrice price, string? variant) => IsBySize(price)
        ? Listed(price, variant)?.Price ?? price.PerSecond ?? Dearest(price)!.Price
        : price.PerSecond ?? 0;

    private static long OfImage(ModelPrice price, string? variant) => Match(price, variant)?.Price ?? price.PerImage ?? 0;

    private static ImagePrice? Listed(ModelPrice price, ReadOnlySpan<char> variant)
    {
        foreach (var image in price.ImagePrices)
        {
            if (variant.Equals(image.Variant, StringComparison.OrdinalIgnoreCase))
            {
                return image;
            }
        }

        return null;
    }

    private static ImagePrice? Dearest(ModelPrice price) => price.ImagePrices.Count == 0 ? null : price.ImagePrices.MaxBy(image => image.Price);
}
