using System.Text.Json;

namespace PeppaApi.Providers.Wire;

/// <summary>Meters a stream: usage comes as running totals, of which the last counts. Used by one request.</summary>
internal sealed class WireStreamReader(OutputText output, WireWords words) : StreamMeter(output)
{
    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (!ServerSentEvent.TryFindData(wholeEvent, out var start, out var length) || length == 0)
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        try
        {
            var scan = WireScan.Read(wholeEvent.Slice(start, length), words, Output.Writer);
            Output.Trim();
            Usage = scan.Usage ?? Usage;
            Finished |= scan.Finished && !scan.HasError;
            return new StreamEvent(scan.HasError ? StreamEventKind.Error : StreamEventKind.Content, Text: scan.OnlyText?.Shifted(start));
        }
        catch (JsonException)
        {
            return new StreamEvent(StreamEventKind.Other);
        }
    }

    // No client speaks these dialects: the door ends its own stream.
    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) => [];
}
