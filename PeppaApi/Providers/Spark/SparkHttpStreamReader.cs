namespace PeppaApi.Providers.Spark;

/// <summary>Meters a stream of Spark's HTTP door: the last answer has the usage and no reason why it ended, and errors have a code.</summary>
internal sealed class SparkHttpStreamReader(OutputText output, StreamMeter inner) : StreamMeter(output)
{
    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        var known = inner.Usage;
        var read = inner.Read(wholeEvent);
        Usage = inner.Usage;
        Finished = inner.Finished || Usage is not null;
        if (read.Kind == StreamEventKind.Content && SparkHttpCode.IsError(ServerSentEvent.Data(wholeEvent)))
        {
            return new StreamEvent(StreamEventKind.Error);
        }

        // The event with the usage says more than its text: that it is the end.
        return Usage == known ? read : read with { Text = null };
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) => inner.EndByLength(firstEvent, usage);
}
