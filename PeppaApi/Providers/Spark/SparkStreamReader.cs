using System.Text.Json;

namespace PeppaApi.Providers.Spark;

/// <summary>Meters the frames of a reply (vendors/xfyun-spark.md, 4): only the last has the usage. Used by one request.</summary>
internal sealed class SparkStreamReader(OutputText output) : StreamMeter(output)
{
    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (!ServerSentEvent.TryFindData(wholeEvent, out var start, out var length) || length == 0)
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        try
        {
            var reader = new Utf8JsonReader(wholeEvent.Slice(start, length));
            reader.Read();
            var scan = SparkScan.Read(ref reader, Output.Writer);
            Output.Trim();
            Usage = scan.Usage ?? Usage;
            Finished |= scan.Finished && !scan.HasError;
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
