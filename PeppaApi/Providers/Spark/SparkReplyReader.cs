using System.Text.Json;

namespace PeppaApi.Providers.Spark;

/// <summary>Reads the frames of a reply, which stand in an array.</summary>
internal static class SparkReplyReader
{
    public static ReplyReading Read(ReadOnlySpan<byte> body, OutputText output)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return default;
            }

            var reading = default(ReplyReading);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var scan = SparkScan.Read(ref reader, output.Writer);
                // Without its last frame there is no reply.
                reading = new ReplyReading(scan.Finished, reading.HasError || scan.HasError, scan.Usage ?? reading.Usage);
            }

            return reading;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
