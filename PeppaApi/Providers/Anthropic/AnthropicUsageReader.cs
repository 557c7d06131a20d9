using System.Text.Json;

namespace PeppaApi.Providers.Anthropic;

/// <summary>
/// Reads Anthropic's <c>usage</c> (vendors/anthropic.md, 3): input, cache reads and cache writes are apart already, thinking
/// is part of the output. In a stream it comes in two parts, whose figures are totals: a later one replaces an earlier one.
/// </summary>
internal struct AnthropicUsageReader
{
    private long _input;
    private long _output;
    private long _cacheRead;
    private long _cacheWrite;
    private long _cacheWriteHour;
    private long _searches;
    private bool _any;
    private bool _unsound;

    /// <summary>The usage so far; none if there was none, or a figure is negative or no whole number.</summary>
    public readonly UsageReport? Report => !_any || _unsound ? null : new UsageReport
    {
        UncachedInput = _input,
        CachedRead = _cacheRead,
        CacheWrite = _cacheWrite - Math.Min(_cacheWriteHour, _cacheWrite),
        CacheWriteHour = Math.Min(_cacheWriteHour, _cacheWrite),
        OutputText = _output,
        Units = _searches,
    };

    /// <summary>Reads the object that the reader stands on, and leaves the reader at its end.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        _any = true;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("input_tokens"u8))
            {
                Count(ref reader, ref _input);
            }
            else if (reader.ValueTextEquals("output_tokens"u8))
            {
                Count(ref reader, ref _output);
            }
            else if (reader.ValueTextEquals("cache_read_input_tokens"u8))
            {
                Count(ref reader, ref _cacheRead);
            }
            else if (reader.ValueTextEquals("cache_creation_input_tokens"u8))
            {
                Count(ref reader, ref _cacheWrite);
            }
            else if (reader.ValueTextEquals("ephemeral_1h_input_tokens"u8))
            {
                Count(ref reader, ref _cacheWriteHour);
            }
            else if (reader.ValueTextEquals("web_search_requests"u8))
            {
                Count(ref reader, ref _searches);
            }
        }
    }

    private void Count(ref Utf8JsonReader reader, ref long count)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number >= 0)
        {
            count = number;
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            _unsound = true;
            reader.Skip();
        }
    }
}
