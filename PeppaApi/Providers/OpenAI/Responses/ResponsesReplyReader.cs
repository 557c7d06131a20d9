using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>Reads a response that came in one piece.</summary>
internal static class ResponsesReplyReader
{
    public static ReplyReading Read(ReadOnlySpan<byte> body, OutputText output)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            var scan = ResponsesScan.Read(ref reader, output.Writer);
            return new ReplyReading(scan.IsResponse, scan.HasError, scan.Usage);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
