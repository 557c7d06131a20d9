using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>Reads a reply that came in one piece.</summary>
public static class GeminiReplyReader
{
    public static ReplyReading Read(ReadOnlySpan<byte> body, OutputText output)
    {
        try
        {
            var scan = GeminiMessageScanner.Scan(body, output.Writer);
            return new ReplyReading(true, scan.HasError, scan.Usage);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
