namespace PeppaApi.Data.Entities;

/// <summary>
/// Prices of tokens, in nano-dollars per million. What is not set falls back to the nearest that is: see
/// docs/prices.md, and <c>Pricing/UnitPrices</c> for the rule.
/// </summary>
public interface ITokenPrices
{
    long InputPerMillion { get; }

    long OutputPerMillion { get; }

    /// <summary>Input read from the vendor's prompt cache.</summary>
    long? CachedInputPerMillion { get; }

    /// <summary>Input written to the vendor's prompt cache for its usual time.</summary>
    long? CacheWritePerMillion { get; }

    /// <summary>Input written to the vendor's prompt cache for an hour.</summary>
    long? CacheWriteHourPerMillion { get; }

    long? AudioInputPerMillion { get; }

    long? ImageInputPerMillion { get; }

    /// <summary>Output that the model thinks and does not say, where a vendor prices it apart.</summary>
    long? ReasoningPerMillion { get; }

    long? AudioOutputPerMillion { get; }

    long? ImageOutputPerMillion { get; }
}
