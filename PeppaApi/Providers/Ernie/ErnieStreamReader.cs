using System.Text.Json;

namespace PeppaApi.Providers.Ernie;

/// <summary>Meters a stream (vendors/baidu-ernie.md, 2.5): usage comes as running totals, of which the last counts. Used by one request.</summary>
internal sealed class ErnieStreamReader(OutputText output) : StreamMeter(output)
{
    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (!ServerSentEvent.TryFindData(wholeEvent, out var start, out var length) || length == 0)
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        try
        {
            var scan = ErnieScan.Read(wholeEvent.Slice(start, length), Output.Writer);
            Output.Trim();
            Usage = scan.Usage ?? Usage;
            Finished |= scan.Finished;
            return new StreamEvent(scan.HasError ? StreamEventKind.Error : StreamEventKind.Content);
        }
        catch (JsonException)
        {
            return new StreamEvent(StreamEventKind.Other);
        }
    }

    // No client speaks this dialect: the door ends its own stream.
    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) => [];
}
