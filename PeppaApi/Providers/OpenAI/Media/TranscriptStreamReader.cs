namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Meters a transcript that is streamed (vendors/openai.md, 6.1): the last event says what it used.</summary>
internal sealed class TranscriptStreamReader(TranscriptRequest request, OutputText output) : StreamMeter(output)
{
    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        var data = ServerSentEvent.Data(wholeEvent);
        if (data.SequenceEqual("[DONE]"u8))
        {
            return new StreamEvent(StreamEventKind.Done);
        }

        if (!MediaEvent.TryRead(data, out var read, Output.Writer))
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        Output.Trim();
        if (read.IsError)
        {
            return new StreamEvent(StreamEventKind.Error);
        }

        if (!read.Completed)
        {
            return new StreamEvent(StreamEventKind.Content);
        }

        Finished = true;
        Counted = !read.HasUsage;
        Usage = request.Report(read.HasUsage ? read.Usage : default, null, Output);
        return new StreamEvent(StreamEventKind.Done);
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) => MediaEvents.CreditUsedUp();
}
