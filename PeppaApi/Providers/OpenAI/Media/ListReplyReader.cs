using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Reads a reply with <c>results</c>: judgements, or documents in order. Tells tokens and search units where it says them (Jina's and Cohere's form).</summary>
internal static class ListReplyReader
{
    public static (ReplyReading Reading, long Tokens, long SearchUnits) Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Read(ref reader) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static (ReplyReading, long, long) Read(ref Utf8JsonReader reader)
    {
        var (isReply, hasError, sound) = (false, false, true);
        var (tokens, units) = (0L, 0L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Jina's "usage", Cohere's "meta" with "billed_units" and "tokens".
            var isUsage = reader.ValueTextEquals("usage"u8) || reader.ValueTextEquals("meta"u8);
            var isError = reader.ValueTextEquals("error"u8);
            var isResults = reader.ValueTextEquals("results"u8) || reader.ValueTextEquals("data"u8);
            reader.Read();
            isReply |= isResults && reader.TokenType == JsonTokenType.StartArray;
            hasError |= isError && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            if (isUsage && reader.TokenType == JsonTokenType.StartObject)
            {
                sound &= ReadUsage(ref reader, ref tokens, ref units);
            }

            reader.Skip();
        }

        return (new ReplyReading(isReply, hasError, null), sound ? tokens : 0, sound ? units : 0);
    }

    private static bool ReadUsage(ref Utf8JsonReader reader, ref long tokens, ref long units)
    {
        var sound = true;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var count = 0L;
            if (reader.ValueTextEquals("total_tokens"u8) || reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8))
            {
                sound &= MediaUsage.ReadCount(ref reader, ref count);
                tokens = Math.Max(tokens, count);
            }
            else if (reader.ValueTextEquals("search_units"u8))
            {
                sound &= MediaUsage.ReadCount(ref reader, ref units);
            }
        }

        return sound;
    }
}
