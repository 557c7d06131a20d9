using System.Text.Json;

namespace PeppaApi.Providers.Ernie;

/// <summary>Reads a reply that came in one piece: errors come so, too, with status 200.</summary>
internal static class ErnieReplyReader
{
    public static ReplyReading Read(ReadOnlySpan<byte> body, OutputText output)
    {
        try
        {
            var scan = ErnieScan.Read(body, output.Writer);
            return new ReplyReading(scan.HasAnswer, scan.HasError, scan.Usage);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
