using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Meters a stream of the Gemini dialect event by event (vendors/gemini.md, 4): usage comes as running totals, of which the last
/// counts, and nothing but the end of the connection says that nothing follows. Used by one request.
/// </summary>
public sealed class GeminiStreamReader(OutputText output) : StreamMeter(output)
{
    /// <summary>Totals run, but the first may leave the output out.</summary>
    public override bool IsProvisional => Usage is { Output: 0 };

    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (!ServerSentEvent.TryFindData(wholeEvent, out var start, out var length) || length == 0)
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        try
        {
            var scan = GeminiMessageScanner.Scan(wholeEvent.Slice(start, length), Output.Writer);
            Output.Trim();
            Usage = scan.HasUsage ? scan.Usage : Usage;
            Finished |= scan.Finished;
            return new StreamEvent(scan.HasError ? StreamEventKind.Error : StreamEventKind.Content, Text: scan.OnlyText?.Shifted(start));
        }
        catch (JsonException)
        {
            // Not for us to judge: an upstream may send what the client understands.
            return new StreamEvent(StreamEventKind.Other);
        }
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) =>
        GeminiChunks.LengthEnd(ServerSentEvent.Data(firstEvent), usage);
}
