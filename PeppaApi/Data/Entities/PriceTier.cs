namespace PeppaApi.Data.Entities;

/// <summary>
/// Prices that replace the model's own for a whole request, once its input is above some size. A tier is a list of its
/// own: what it does not set falls back within it.
/// </summary>
public sealed record PriceTier : ITokenPrices
{
    /// <summary>The tier holds for requests with more input tokens than this, of whatever kind.</summary>
    public required long AboveInputTokens { get; init; }

    public long InputPerMillion { get; init; }

    public long OutputPerMillion { get; init; }

    public long? CachedInputPerMillion { get; init; }

    public long? CacheWritePerMillion { get; init; }

    public long? CacheWriteHourPerMillion { get; init; }

    public long? AudioInputPerMillion { get; init; }

    public long? ImageInputPerMillion { get; init; }

    public long? ReasoningPerMillion { get; init; }

    public long? AudioOutputPerMillion { get; init; }

    public long? ImageOutputPerMillion { get; init; }
}

/// <summary>Price of one picture of a size and quality.</summary>
/// <param name="Variant"><c>size/quality</c>, <c>size</c> or <c>quality</c>: <c>1024x1024/hd</c>.</param>
/// <param name="Price">Nano-dollars.</param>
public sealed record ImagePrice(string Variant, long Price);
