namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Meters spoken text that is streamed in events: the last one says what it used.</summary>
internal sealed class SpeechStreamReader(SpeechRequest request, OutputText output) : StreamMeter(output)
{
    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (!MediaEvent.TryRead(ServerSentEvent.Data(wholeEvent), out var read))
        {
            return new StreamEvent(StreamEventKind.Other);
        }

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
        Usage = read.HasUsage ? read.Usage.Report(sound: true) with { Characters = request.Pieces.Characters } : request.Assumed with { UncachedInput = request.InputGuess };
        return new StreamEvent(StreamEventKind.Done);
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) => MediaEvents.CreditUsedUp();
}
