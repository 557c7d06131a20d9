namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Meters a stream of pictures (vendors/openai.md, 5.1): the last event of each picture says what it used.</summary>
internal sealed class ImageStreamReader(ImageRequest request, OutputText output) : StreamMeter(output)
{
    private long _made;

    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        var data = ServerSentEvent.Data(wholeEvent);
        if (data.SequenceEqual("[DONE]"u8))
        {
            return new StreamEvent(StreamEventKind.Done);
        }

        if (!MediaEvent.TryRead(data, out var read))
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

        _made++;
        Finished = true;
        Counted = request.TokensMatter && !read.HasUsage;
        Variant = request.VariantOf(read.Size, read.Quality);
        var one = ImageReplyReader.Report(request, 1, read.HasUsage ? read.Usage : default, read.Size, read.Quality);
        Usage = Usage is { } before ? before + one : one;
        return new StreamEvent(_made >= request.Asked ? StreamEventKind.Done : StreamEventKind.Content);
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) => MediaEvents.CreditUsedUp();
}
