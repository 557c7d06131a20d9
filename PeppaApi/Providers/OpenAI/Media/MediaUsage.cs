using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>
/// The <c>usage</c> object of the newer operations, with <c>input_tokens</c> and <c>output_tokens</c> and the details of
/// both (vendors/openai.md, 5.1, 6.1, 9.2). Some write <c>prompt_tokens</c> all the same. Any member may be missing.
/// </summary>
internal struct MediaUsage
{
    public bool HasTokens;
    public long Total;
    public double? Seconds;
    private long _input;
    private long _output;
    private Details _of;
    private Details _by;

    /// <summary>Reads the object that the reader stands on, and leaves the reader at its end.</summary>
    /// <returns>Whether all figures are possible: none is negative, or no number.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out MediaUsage usage)
    {
        usage = default;
        var sound = true;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                sound &= usage.ReadMember(ref reader);
            }
        }

        return sound;
    }

    /// <summary>Disjoint counters; what has no details is of the kind that the operation makes.</summary>
    /// <param name="pictures">Whether output without details is pictures.</param>
    public readonly UsageReport Report(bool pictures = false, bool sound = false)
    {
        var cached = Math.Min(_of.Cached, _input);
        var left = _input - cached;
        // Cached tokens are counted among those of their kind, too.
        var audio = Math.Min(Math.Max(0, _of.Audio - _of.CachedAudio), left);
        var image = Math.Min(Math.Max(0, _of.Image - _of.CachedImage), left - audio);
        var reasoning = Math.Min(_by.Reasoning, _output);
        var spoken = Math.Min(sound && !_by.Any ? _output : _by.Audio, _output - reasoning);
        var painted = Math.Min(pictures && !_by.Any ? _output : _by.Image, _output - reasoning - spoken);
        return new UsageReport
        {
            UncachedInput = left - audio - image,
            CachedRead = cached,
            AudioInput = audio,
            ImageInput = image,
            OutputText = _output - reasoning - spoken - painted,
            Reasoning = reasoning,
            AudioOutput = spoken,
            ImageOutput = painted,
        };
    }

    private bool ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("input_tokens_details"u8) || reader.ValueTextEquals("input_token_details"u8) || reader.ValueTextEquals("prompt_tokens_details"u8))
        {
            return ReadDetails(ref reader, ref _of);
        }

        if (reader.ValueTextEquals("output_tokens_details"u8) || reader.ValueTextEquals("output_token_details"u8) || reader.ValueTextEquals("completion_tokens_details"u8))
        {
            return ReadDetails(ref reader, ref _by);
        }

        if (reader.ValueTextEquals("input_tokens"u8) || reader.ValueTextEquals("prompt_tokens"u8))
        {
            HasTokens = true;
            return ReadCount(ref reader, ref _input);
        }

        if (reader.ValueTextEquals("output_tokens"u8) || reader.ValueTextEquals("completion_tokens"u8))
        {
            HasTokens = true;
            return ReadCount(ref reader, ref _output);
        }

        if (reader.ValueTextEquals("total_tokens"u8))
        {
            return ReadCount(ref reader, ref Total);
        }

        var isSeconds = reader.ValueTextEquals("seconds"u8);
        reader.Read();
        if (isSeconds && reader.TokenType == JsonTokenType.Number)
        {
            Seconds = reader.GetDouble();
            return Seconds is >= 0 and < 1_000_000;
        }

        reader.Skip();
        return true;
    }

    private static bool ReadDetails(ref Utf8JsonReader reader, ref Details details)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return true;
        }

        var sound = true;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                sound &= details.ReadMember(ref reader, nested: reader.CurrentDepth > depth + 1);
            }
        }

        return sound;
    }

    internal static bool ReadCount(ref Utf8JsonReader reader, ref long count)
    {
        reader.Read();
        var ok = reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out count) && count >= 0);
        reader.Skip();
        return ok;
    }

    private struct Details
    {
        public bool Any;
        public long Audio;
        public long Image;
        public long Cached;
        public long CachedAudio;
        public long CachedImage;
        public long Reasoning;

        public bool ReadMember(ref Utf8JsonReader reader, bool nested)
        {
            if (nested)
            {
                // cached_tokens_details
                return reader.ValueTextEquals("audio_tokens"u8) ? ReadCount(ref reader, ref CachedAudio)
                    : !reader.ValueTextEquals("image_tokens"u8) || ReadCount(ref reader, ref CachedImage);
            }

            if (reader.ValueTextEquals("audio_tokens"u8))
            {
                Any = true;
                return ReadCount(ref reader, ref Audio);
            }

            if (reader.ValueTextEquals("image_tokens"u8))
            {
                Any = true;
                return ReadCount(ref reader, ref Image);
            }

            return reader.ValueTextEquals("cached_tokens"u8) ? ReadCount(ref reader, ref Cached)
                : !reader.ValueTextEquals("reasoning_tokens"u8) || ReadCount(ref reader, ref Reasoning);
        }
    }
}
