using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>
/// Meters a stream of the OpenAI dialect event by event (vendors/openai.md, 2.4): takes note of usage, end and the
/// text written. Used by one request.
/// </summary>
public sealed class OpenAIStreamReader(OutputText output) : StreamMeter(output)
{
    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (!ServerSentEvent.TryFindData(wholeEvent, out var start, out var length))
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        var data = wholeEvent.Slice(start, length);
        if (data.SequenceEqual("[DONE]"u8))
        {
            return new StreamEvent(StreamEventKind.Done);
        }

        try
        {
            var scan = OpenAIMessageScanner.Scan(data, Output.Writer);
            Output.Trim();
            Usage = scan.HasUsage ? scan.Usage : Usage;
            Finished |= scan.Finished;
            var kind =
                scan.HasError ? StreamEventKind.Error
                : scan.HasUsage && !scan.HasChoices ? StreamEventKind.Usage
                : StreamEventKind.Content;
            return new StreamEvent(kind, scan.EmptyUsage is { } cut ? new JsonSpan(start + cut.Start, cut.Length) : null);
        }
        catch (JsonException)
        {
            // Not for us to judge: an upstream may send what the client understands.
            return new StreamEvent(StreamEventKind.Other);
        }
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) =>
        [.. OpenAIChunks.LengthEnd(ServerSentEvent.Data(firstEvent)), .. OpenAIChunks.Done.Span];
}
