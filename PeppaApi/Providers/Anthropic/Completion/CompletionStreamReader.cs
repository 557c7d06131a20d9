using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic.Completion;

/// <summary>Meters a stream of completions: no usage, and nothing after the piece that says why it stopped. Used by one request.</summary>
internal sealed class CompletionStreamReader(OutputText output) : StreamMeter(output)
{
    private bool _begun;

    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (!ServerSentEvent.TryFindData(wholeEvent, out var start, out var length) || length == 0)
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        try
        {
            var scan = CompletionScan.Of(wholeEvent.Slice(start, length), Output);
            Finished |= scan.Finished;
            // The first piece begins with a blank that is not part of the answer, so it is not copied.
            var copied = _begun && !scan.Finished ? scan.Text : null;
            _begun |= scan.Text is not null;
            return scan.HasError ? new StreamEvent(StreamEventKind.Error)
                : new StreamEvent(scan.IsCompletion ? StreamEventKind.Content : StreamEventKind.Other, Text: copied is { } text ? new TextPiece(ChatDeltaKind.Text, text).Shifted(start) : null);
        }
        catch (JsonException)
        {
            return new StreamEvent(StreamEventKind.Other);
        }
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) =>
        throw new NotSupportedException("No client speaks this dialect: the passage ends the stream.");
}
