using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Reads a reply that came in one piece.</summary>
public static class OpenAIReplyReader
{
    /// <param name="provider">The vendor, whose peculiarities are known; none is one without any.</param>
    public static ReplyReading Read(ReadOnlySpan<byte> body, OutputText output, Provider? provider = null)
    {
        try
        {
            var scan = OpenAIMessageScanner.Scan(body, output.Writer, new ScanMode(IsChunk: false, provider?.ReasoningBesideCompletion == true));
            return new ReplyReading(scan.IsReply, scan.HasError, scan.Usage ?? scan.ChoiceUsage);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
