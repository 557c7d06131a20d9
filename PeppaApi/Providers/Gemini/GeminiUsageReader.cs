using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Reads Gemini's <c>usageMetadata</c> into disjoint counters (vendors/gemini.md, 3.1): what was cached is part of the prompt,
/// thoughts and the results of built-in tools stand beside it and the answer, and the details split prompt, cache and answer by
/// kind. Any member may be missing.
/// </summary>
internal static class GeminiUsageReader
{
    /// <summary>Reads the object that the reader stands on, and leaves the reader at its end.</summary>
    /// <returns>The usage, or <see langword="null"/> if a figure is negative or no whole number.</returns>
    public static UsageReport? Read(ref Utf8JsonReader reader)
    {
        var counts = default(Counts);
        var sound = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            sound &=
                reader.ValueTextEquals("promptTokenCount"u8) ? ReadCount(ref reader, out counts.Prompt)
                : reader.ValueTextEquals("candidatesTokenCount"u8) ? ReadCount(ref reader, out counts.Answer)
                : reader.ValueTextEquals("thoughtsTokenCount"u8) ? ReadCount(ref reader, out counts.Thoughts)
                : reader.ValueTextEquals("toolUsePromptTokenCount"u8) ? ReadCount(ref reader, out counts.Tools)
                : reader.ValueTextEquals("cachedContentTokenCount"u8) ? ReadCount(ref reader, out counts.Cached)
                : reader.ValueTextEquals("totalTokenCount"u8) ? ReadCount(ref reader, out counts.Total)
                : reader.ValueTextEquals("promptTokensDetails"u8) ? ReadDetails(ref reader, out counts.PromptKinds)
                : reader.ValueTextEquals("cacheTokensDetails"u8) ? ReadDetails(ref reader, out counts.CacheKinds)
                : reader.ValueTextEquals("candidatesTokensDetails"u8) ? ReadDetails(ref reader, out counts.AnswerKinds)
                : Skip(ref reader);
        }

        return sound ? Disjoint(counts) : null;
    }

    private static UsageReport Disjoint(in Counts counts)
    {
        // Parts that are larger than their whole are cut to it.
        var cached = Math.Min(counts.Cached, counts.Prompt);
        var fresh = counts.Prompt - cached;
        var audio = Math.Min(fresh, Math.Max(0, counts.PromptKinds.Audio - counts.CacheKinds.Audio));
        var image = Math.Min(fresh - audio, Math.Max(0, counts.PromptKinds.Image - counts.CacheKinds.Image));
        // The total is right even where the answer's own count is not told.
        var answer = Math.Max(counts.Answer, counts.Total - counts.Prompt - counts.Tools - counts.Thoughts);
        var audioOut = Math.Min(answer, counts.AnswerKinds.Audio);
        var imageOut = Math.Min(answer - audioOut, counts.AnswerKinds.Image);
        return new UsageReport
        {
            UncachedInput = fresh - audio - image + counts.Tools,
            CachedRead = cached,
            AudioInput = audio,
            ImageInput = image,
            OutputText = answer - audioOut - imageOut,
            Reasoning = counts.Thoughts,
            AudioOutput = audioOut,
            ImageOutput = imageOut,
        };
    }

    private static bool ReadCount(ref Utf8JsonReader reader, out long count)
    {
        count = 0;
        reader.Read();
        var sound = reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out count) && count is >= 0 and < int.MaxValue);
        reader.Skip();
        return sound;
    }

    private static bool Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
        return true;
    }

    /// <summary>Reads <c>[{"modality":"AUDIO","tokenCount":7}]</c>. Video and documents are priced as text.</summary>
    private static bool ReadDetails(ref Utf8JsonReader reader, out (long Audio, long Image) kinds)
    {
        kinds = default;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return true;
        }

        var sound = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            var (isAudio, isImage, tokens) = (false, false, 0L);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("tokenCount"u8))
                {
                    sound &= ReadCount(ref reader, out tokens);
                }
                else
                {
                    var isKind = reader.ValueTextEquals("modality"u8);
                    reader.Read();
                    isAudio |= isKind && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("AUDIO"u8);
                    isImage |= isKind && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("IMAGE"u8);
                    reader.Skip();
                }
            }

            kinds = (kinds.Audio + (isAudio ? tokens : 0), kinds.Image + (isImage ? tokens : 0));
        }

        return sound;
    }

    private struct Counts
    {
        public long Prompt;
        public long Answer;
        public long Thoughts;
        public long Tools;
        public long Cached;
        public long Total;
        public (long Audio, long Image) PromptKinds;
        public (long Audio, long Image) CacheKinds;
        public (long Audio, long Image) AnswerKinds;
    }
}
