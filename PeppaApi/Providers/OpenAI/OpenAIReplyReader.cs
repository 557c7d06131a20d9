using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Whether a whole reply is one, and what it used.</summary>
/// <param name="Usage">As reported; none if the upstream said nothing, or something impossible.</param>
public readonly record struct ReplyReading(bool IsJson, bool HasError, UsageReport? Usage);

/// <summary>Reads a reply that came in one piece.</summary>
public static class OpenAIReplyReader
{
    public static ReplyReading Read(ReadOnlySpan<byte> body, OutputText output)
    {
        try
        {
            var scan = OpenAIMessageScanner.Scan(body, output.Writer);
            return new ReplyReading(true, scan.HasError, scan.Usage);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
