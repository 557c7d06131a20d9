using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>
/// Reads OpenAI's <c>usage</c> into disjoint counters. Cached, audio and picture tokens are part of the prompt, reasoning and
/// audio are part of the completion (vendors/openai.md, 2.6). Any member may be missing.
/// </summary>
internal static class OpenAIUsageReader
{
    /// <summary>Reads the object that the reader stands on, and leaves the reader at its end.</summary>
    /// <param name="reasoningBeside">Whether the completion leaves reasoning out, and only the total has it (xAI).</param>
    /// <returns>The usage, or <see langword="null"/> if a figure is negative or no whole number.</returns>
    public static UsageReport? Read(ref Utf8JsonReader reader, bool reasoningBeside = false)
    {
        var figures = default(Figures);
        var sound = true;
        var depth = reader.CurrentDepth;
        var ofCompletion = false;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                ofCompletion = reader.CurrentDepth == depth + 1 ? reader.ValueTextEquals("completion_tokens_details"u8) : ofCompletion;
                sound &= ReadFigure(ref reader, ref figures, ofCompletion);
            }
        }

        return sound ? Disjoint(figures, reasoningBeside) : null;
    }

    private static bool ReadFigure(ref Utf8JsonReader reader, ref Figures figures, bool ofCompletion) =>
        reader.ValueTextEquals("prompt_tokens"u8) ? ReadCount(ref reader, out figures.Prompt)
        : reader.ValueTextEquals("completion_tokens"u8) ? ReadCount(ref reader, out figures.Completion)
        : reader.ValueTextEquals("total_tokens"u8) ? ReadCount(ref reader, out figures.Total)
        : reader.ValueTextEquals("cached_tokens"u8) ? ReadCount(ref reader, out figures.Cached)
        : reader.ValueTextEquals("prompt_cache_hit_tokens"u8) ? ReadCount(ref reader, out figures.CacheHit)
        : reader.ValueTextEquals("cache_write_tokens"u8) ? ReadCount(ref reader, out figures.CacheWrite)
        : reader.ValueTextEquals("reasoning_tokens"u8) ? ReadCount(ref reader, out figures.Reasoning)
        : reader.ValueTextEquals("audio_tokens"u8) ? ofCompletion ? ReadCount(ref reader, out figures.AudioOut) : ReadCount(ref reader, out figures.AudioIn)
        : ofCompletion || !reader.ValueTextEquals("image_tokens"u8) || ReadCount(ref reader, out figures.ImageIn);

    private static bool ReadCount(ref Utf8JsonReader reader, out long count)
    {
        count = 0;
        reader.Read();
        return reader.TokenType == JsonTokenType.Null
            || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out count) && count >= 0);
    }

    private static UsageReport Disjoint(Figures figures, bool reasoningBeside)
    {
        // Parts that are larger than their whole are cut to it.
        var completion = reasoningBeside ? Math.Max(figures.Completion, figures.Total - figures.Prompt) : figures.Completion;
        var prompt = figures.Prompt;
        var cached = Take(Math.Max(figures.Cached, figures.CacheHit), ref prompt);
        var cacheWrite = Take(figures.CacheWrite, ref prompt);
        var audioIn = Take(figures.AudioIn, ref prompt);
        var imageIn = Take(figures.ImageIn, ref prompt);
        var reasoning = Take(figures.Reasoning, ref completion);
        var audioOut = Take(figures.AudioOut, ref completion);
        return new UsageReport
        {
            UncachedInput = prompt,
            CachedRead = cached,
            CacheWrite = cacheWrite,
            AudioInput = audioIn,
            ImageInput = imageIn,
            OutputText = completion,
            Reasoning = reasoning,
            AudioOutput = audioOut,
        };
    }

    private static long Take(long part, ref long whole)
    {
        part = Math.Min(part, whole);
        whole -= part;
        return part;
    }

    private struct Figures
    {
        public long Prompt;
        public long Completion;
        public long Total;
        public long Cached;
        public long CacheHit;
        public long CacheWrite;
        public long Reasoning;
        public long AudioIn;
        public long AudioOut;
        public long ImageIn;
    }
}
