using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Reads a transcript: its text, and what it says of time and tokens.</summary>
internal static class TranscriptReplyReader
{
    public static ReplyReading Read(TranscriptRequest request, ReadOnlySpan<byte> body, OutputText output)
    {
        var isJson = body.TrimStart(" \r\n\t"u8).StartsWith("{"u8);
        if (request.IsPlain && !isJson)
        {
            output.Writer.Write(body);
            return new ReplyReading(true, false, request.Report(default, null, output)) { Counted = true };
        }

        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? ReadObject(request, ref reader, output) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static ReplyReading ReadObject(TranscriptRequest request, ref Utf8JsonReader reader, OutputText output)
    {
        var (isReply, hasError, usage) = (false, false, default(MediaUsage));
        double? duration = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueTextEquals("text"u8) ? 't' : reader.ValueTextEquals("duration"u8) ? 'd' : reader.ValueTextEquals("usage"u8) ? 'u' : reader.ValueTextEquals("error"u8) ? 'e' : ' ';
            reader.Read();
            if (name == 't' && reader.TokenType == JsonTokenType.String)
            {
                isReply = true;
                OutputText.Append(output.Writer, ref reader);
            }
            else if (name == 'u' && reader.TokenType == JsonTokenType.StartObject)
            {
                usage = MediaUsage.TryRead(ref reader, out var told) ? told : default;
            }
            else if (name == 'd' && reader.TokenType == JsonTokenType.Number)
            {
                duration = reader.GetDouble() is >= 0 and < 1_000_000 and var told ? told : null;
            }
            else
            {
                hasError |= name == 'e' && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
        }

        return new ReplyReading(isReply, hasError, request.Report(usage, duration, output)) { Counted = !usage.HasTokens && (usage.Seconds ?? duration) is null };
    }
}
