using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>
/// Meters a stream of the OpenAI dialect event by event (vendors/openai.md, 2.4): takes note of usage, end and the
/// text written. Used by one request.
/// </summary>
/// <param name="provider">The vendor, whose peculiarities it knows; none is one without any.</param>
public sealed class OpenAIStreamReader(OutputText output, Provider? provider = null) : StreamMeter(output)
{
    private readonly ScanMode _mode = new(IsChunk: true, provider?.ReasoningBesideCompletion == true);
    private readonly TextShape _shape = new(output);

    // Usage of the answers that told theirs; made for the vendors that do.
    private Dictionary<int, UsageReport>? _choices;

    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (_shape.TryRead(wholeEvent, out var same))
        {
            return same;
        }

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
            var written = Output.UpperBound;
            var scan = OpenAIMessageScanner.Scan(data, Output.Writer, _mode);
            written = Output.UpperBound - written;
            Output.Trim();
            Usage = scan.HasUsage ? scan.Usage : Usage;
            Finished |= scan.Finished;
            if (scan.ChoiceUsage is { } usage)
            {
                AddChoice(scan.Choice, usage);
            }

            var read = new StreamEvent(
                KindOf(scan), scan.EmptyUsage is { } cut ? new JsonSpan(start + cut.Start, cut.Length) : null, scan.OnlyText?.Shifted(start));
            if (!scan.HasUsage && scan.ChoiceUsage is null)
            {
                _shape.Remember(wholeEvent, read, written);
            }

            return read;
        }
        catch (JsonException)
        {
            // Not for us to judge: an upstream may send what the client understands.
            return new StreamEvent(StreamEventKind.Other);
        }
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) =>
        [.. OpenAIChunks.LengthEnd(ServerSentEvent.Data(firstEvent)), .. OpenAIChunks.Done.Span];

    private StreamEventKind KindOf(in ScanResult scan) =>
        scan.HasError ? StreamEventKind.Error
        : scan.HasUsage && (!scan.HasChoices || scan.IsRepetition) ? StreamEventKind.Usage
        : scan.IsRepetition || (provider?.SendsNotes == true && !scan.HasContent && !scan.HasUsage) ? StreamEventKind.Hidden
        : StreamEventKind.Content;

    /// <summary>Each answer tells the whole input and its own output.</summary>
    private void AddChoice(int choice, UsageReport usage)
    {
        (_choices ??= [])[choice] = usage;
        Usage = usage with { OutputText = _choices.Values.Sum(one => one.OutputText), Reasoning = _choices.Values.Sum(one => one.Reasoning) };
    }
}
