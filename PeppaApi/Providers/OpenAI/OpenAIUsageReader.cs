using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>
/// Reads OpenAI's <c>usage</c> into disjoint counters. Cached tokens are part of the prompt, reasoning is part of the
/// completion (vendors/openai.md, 2.6). Any member may be missing.
/// </summary>
internal static class OpenAIUsageReader
{
    /// <summary>Reads the object that the reader stands on, and leaves the reader at its end.</summary>
    /// <returns>The usage, or <see langword="null"/> if a figure is negative or no whole number.</returns>
    public static UsageReport? Read(ref Utf8JsonReader reader)
    {
        long prompt = 0, completion = 0, cached = 0, cacheWrite = 0, reasoning = 0;
        var sound = true;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            sound &=
                reader.ValueTextEquals("prompt_tokens"u8) ? ReadCount(ref reader, out prompt)
                : reader.ValueTextEquals("completion_tokens"u8) ? ReadCount(ref reader, out completion)
                : reader.ValueTextEquals("cached_tokens"u8) ? ReadCount(ref reader, out cached)
                : reader.ValueTextEquals("cache_write_tokens"u8) ? ReadCount(ref reader, out cacheWrite)
                : !reader.ValueTextEquals("reasoning_tokens"u8) || ReadCount(ref reader, out reasoning);
        }

        return sound ? Disjoint(prompt, completion, cached, cacheWrite, reasoning) : null;
    }

    private static bool ReadCount(ref Utf8JsonReader reader, out long count)
    {
        count = 0;
        reader.Read();
        return reader.TokenType == JsonTokenType.Null
            || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out count) && count >= 0);
    }

    private static UsageReport Disjoint(long prompt, long completion, long cached, long cacheWrite, long reasoning)
    {
        // Parts that are larger than their whole are cut to it.
        cached = Math.Min(cached, prompt);
        cacheWrite = Math.Min(cacheWrite, prompt - cached);
        reasoning = Math.Min(reasoning, completion);
        return new UsageReport
        {
            UncachedInput = prompt - cached - cacheWrite,
            CachedRead = cached,
            CacheWrite = cacheWrite,
            OutputText = completion - reasoning,
            Reasoning = reasoning,
        };
    }
}
