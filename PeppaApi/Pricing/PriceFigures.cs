namespace PeppaApi.Pricing;

/// <summary>Optional prices of tokens in dollars per million. What is left out costs as the nearest kind: see docs/prices.md.</summary>
public abstract record TokenFigures
{
    public decimal? CachedInputPerMillion { get; init; }

    public decimal? CacheWritePerMillion { get; init; }

    public decimal? CacheWriteHourPerMillion { get; init; }

    public decimal? AudioInputPerMillion { get; init; }

    public decimal? ImageInputPerMillion { get; init; }

    public decimal? ReasoningPerMillion { get; init; }

    public decimal? AudioOutputPerMillion { get; init; }

    public decimal? ImageOutputPerMillion { get; init; }
}

/// <summary>What a version of a price says beside input and output, in dollars.</summary>
public abstract record PriceFigures : TokenFigures
{
    /// <summary>Prices that replace the model's own for requests with much input.</summary>
    public IReadOnlyList<TierFigures>? Tiers { get; init; }

    /// <summary>Price of one call; with it no other price applies.</summary>
    public decimal? PerCall { get; init; }

    /// <summary>Price of one picture that <see cref="ImagePrices"/> does not name.</summary>
    public decimal? PerImage { get; init; }

    public IReadOnlyList<ImageFigure>? ImagePrices { get; init; }

    /// <summary>Price of one second of sound or video.</summary>
    public decimal? PerSecond { get; init; }

    /// <summary>Price of a million characters.</summary>
    public decimal? CharactersPerMillion { get; init; }

    /// <summary>Price of one search, one document ranked or the like.</summary>
    public decimal? PerUnit { get; init; }

    /// <summary>The most tokens that the model writes in one answer.</summary>
    public int? MaxOutputTokens { get; init; }

    public string? Vendor { get; init; }

    /// <summary>chat, completion, embedding, rerank, image, audio, video or moderation.</summary>
    public string? Kind { get; init; }

    /// <summary>Where the price comes from.</summary>
    public string? Note { get; init; }
}

/// <summary>Prices of tokens for requests with more input than <see cref="AboveInputTokens"/>.</summary>
public sealed record TierFigures : TokenFigures
{
    public long AboveInputTokens { get; init; }

    public decimal? InputPerMillion { get; init; }

    public decimal? OutputPerMillion { get; init; }
}

/// <param name="Variant"><c>size/quality</c>, <c>size</c> or <c>quality</c>: <c>1024x1024/hd</c>.</param>
/// <param name="Price">Dollars for one picture.</param>
public sealed record ImageFigure(string Variant, decimal Price);

/// <summary>A new version of a model's price, in dollars.</summary>
public record PriceSpec : PriceFigures
{
    /// <summary>Needed, as is the one for output, unless there is a price of another kind.</summary>
    public decimal? InputPerMillion { get; init; }

    public decimal? OutputPerMillion { get; init; }

    /// <summary>模型倍率, in place of the price of input: 1 is $2 per million tokens.</summary>
    public decimal? Ratio { get; init; }

    /// <summary>补全倍率, in place of the price of output: its factor over the price of input.</summary>
    public decimal? CompletionRatio { get; init; }

    /// <summary>Factor on all of it; none is 1.</summary>
    public decimal? Discount { get; init; }

    /// <summary>Needed where everything would be free.</summary>
    public bool ConfirmZero { get; init; }

    /// <summary>None is now.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }
}

/// <summary>A price with the model that it is for, as in a file.</summary>
public sealed record PriceRow : PriceSpec
{
    public string Model { get; init; } = "";

    /// <summary>The version as a row that sets it again.</summary>
    public static PriceRow Of(PriceView view) => new()
    {
        Model = view.Model,
        Vendor = view.Vendor,
        Kind = view.Kind,
        InputPerMillion = view.InputPerMillion,
        OutputPerMillion = view.OutputPerMillion,
        CachedInputPerMillion = view.CachedInputPerMillion,
        CacheWritePerMillion = view.CacheWritePerMillion,
        CacheWriteHourPerMillion = view.CacheWriteHourPerMillion,
        AudioInputPerMillion = view.AudioInputPerMillion,
        ImageInputPerMillion = view.ImageInputPerMillion,
        ReasoningPerMillion = view.ReasoningPerMillion,
        AudioOutputPerMillion = view.AudioOutputPerMillion,
        ImageOutputPerMillion = view.ImageOutputPerMillion,
        Tiers = view.Tiers,
        PerCall = view.PerCall,
        PerImage = view.PerImage,
        ImagePrices = view.ImagePrices,
        PerSecond = view.PerSecond,
        CharactersPerMillion = view.CharactersPerMillion,
        PerUnit = view.PerUnit,
        Discount = view.Discount,
        MaxOutputTokens = view.MaxOutputTokens,
        Note = view.Note,
        ConfirmZero = view.IsFree,
    };
}
