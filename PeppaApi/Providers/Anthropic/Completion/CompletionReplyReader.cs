using System.Text.Json;

namespace PeppaApi.Providers.Anthropic.Completion;

/// <summary>Reads a completion that came in one piece. None tells its usage: it is counted.</summary>
internal static class CompletionReplyReader
{
    public static ReplyReading Read(ReadOnlySpan<byte> body, OutputText output)
    {
        try
        {
            var scan = CompletionScan.Of(body, output);
            return new ReplyReading(scan.IsCompletion, scan.HasError, null);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
