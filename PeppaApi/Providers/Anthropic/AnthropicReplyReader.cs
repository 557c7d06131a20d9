using System.Text.Json;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Reads a reply that came in one piece.</summary>
public static class AnthropicReplyReader
{
    public static ReplyReading Read(ReadOnlySpan<byte> body, OutputText output)
    {
        try
        {
            return Scan(body, output);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Passes over the member that the reader stands on; where it holds what the model wrote, that goes to the buffer.</summary>
    internal static void ReadOutput(ref Utf8JsonReader reader, OutputText output)
    {
        var isOutput = reader.ValueSpan.Length switch
        {
            4 => reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("name"u8),
            8 => reader.ValueTextEquals("thinking"u8),
            12 => reader.ValueTextEquals("partial_json"u8),
            _ => false,
        };
        reader.Read();
        if (isOutput && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0)
        {
            OutputText.Append(output.Writer, ref reader);
        }

        reader.Skip();
    }

    private static ReplyReading Scan(ReadOnlySpan<byte> body, OutputText output)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }

        var usage = default(AnthropicUsageReader);
        var (hasError, isReply) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                usage.Read(ref reader);
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                isReply |= reader.TokenType == JsonTokenType.StartArray;
                ScanBlocks(ref reader, output);
            }
            else
            {
                // A count of tokens is the other answer.
                var (isError, isCount) = (reader.ValueTextEquals("error"u8), reader.ValueTextEquals("input_tokens"u8));
                reader.Read();
                hasError |= isError && reader.TokenType != JsonTokenType.Null;
                isReply |= isCount && reader.TokenType == JsonTokenType.Number;
                reader.Skip();
            }
        }

        return new ReplyReading(isReply || usage.Report is not null, hasError, usage.Report);
    }

    private static void ScanBlocks(ref Utf8JsonReader reader, OutputText output)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("input"u8))
                {
                    // The arguments of a tool, as they stand.
                    reader.Read();
                    ScanInput(ref reader, output);
                }
                else
                {
                    ReadOutput(ref reader, output);
                }
            }
        }
    }

    private static void ScanInput(ref Utf8JsonReader reader, OutputText output)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName or JsonTokenType.Number)
            {
                var value = reader.ValueSpan;
                value.CopyTo(output.Writer.GetSpan(value.Length + 1));
                output.Writer.Advance(value.Length);
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());
    }
}
