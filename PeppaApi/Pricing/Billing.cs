using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Pricing;

/// <summary>The way between a usage report and a usage record: what is written there is enough to compute the charge again.</summary>
public static class Billing
{
    /// <summary>Writes what was used and what it costs into the record.</summary>
    /// <param name="variant">Size and quality of pictures as the client asked for them; the record keeps the price's own word.</param>
    public static UsageRecord Bill(this UsageRecord record, ModelPrice price, long multiplierParts, in UsageReport usage, string? variant = null)
    {
        record.InputTokens = usage.Input;
        record.CachedTokens = usage.CachedRead;
        record.CacheWriteTokens = usage.CacheWrite;
        record.CacheWriteHourTokens = usage.CacheWriteHour;
        record.AudioInputTokens = usage.AudioInput;
        record.ImageInputTokens = usage.ImageInput;
        record.OutputTokens = usage.Output;
        record.ReasoningTokens = usage.Reasoning;
        record.AudioOutputTokens = usage.AudioOutput;
        record.ImageOutputTokens = usage.ImageOutput;
        record.Images = usage.Images;
        record.Variant = usage.Images > 0 ? UnitPrices.Match(price, variant)?.Variant : null;
        record.Milliseconds = usage.Milliseconds;
        record.Characters = usage.Characters;
        record.Units = usage.Units;
        record.Calls = 1;
        record.Cost = CostCalculator.Cost(price, multiplierParts, usage, record.Variant);
        return record;
    }

    /// <summary>What the record says was used, in disjoint counters.</summary>
    public static UsageReport Usage(this UsageRecord record) => new()
    {
        UncachedInput = record.InputTokens - record.CachedTokens - record.CacheWriteTokens - record.CacheWriteHourTokens
            - record.AudioInputTokens - record.ImageInputTokens,
        CachedRead = record.CachedTokens,
        CacheWrite = record.CacheWriteTokens,
        CacheWriteHour = record.CacheWriteHourTokens,
        AudioInput = record.AudioInputTokens,
        ImageInput = record.ImageInputTokens,
        OutputText = record.OutputTokens - record.ReasoningTokens - record.AudioOutputTokens - record.ImageOutputTokens,
        Reasoning = record.ReasoningTokens,
        AudioOutput = record.AudioOutputTokens,
        ImageOutput = record.ImageOutputTokens,
        Images = record.Images,
        Milliseconds = record.Milliseconds,
        Characters = record.Characters,
        Units = record.Units,
    };
}
