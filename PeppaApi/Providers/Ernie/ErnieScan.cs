using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers.Ernie;

/// <summary>What the relay must know of a reply, or of one frame of a stream: they have the same members (vendors/baidu-ernie.md, 2.4 and 2.5).</summary>
internal struct ErnieScan
{
    public bool HasAnswer;
    public bool HasError;
    public bool Finished;
    public UsageReport? Usage;

    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static ErnieScan Read(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var scan = default(ErnieScan);
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            scan.ReadMember(ref reader, output);
        }

        return scan;
    }

    private void ReadMember(ref Utf8JsonReader reader, IBufferWriter<byte> output)
    {
        if (reader.ValueTextEquals("result"u8))
        {
            reader.Read();
            HasAnswer = true;
            if (reader.TokenType == JsonTokenType.String)
            {
                OutputText.Append(output, ref reader);
            }
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            Usage = reader.TokenType == JsonTokenType.StartObject ? OpenAIUsageReader.Read(ref reader) : Usage;
        }
        else if (reader.ValueTextEquals("is_end"u8))
        {
            reader.Read();
            Finished = reader.TokenType == JsonTokenType.True;
        }
        else if (reader.ValueTextEquals("error_code"u8))
        {
            reader.Read();
            HasError = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var code) && code != 0;
        }
        else
        {
            reader.Read();
        }

        reader.Skip();
    }
}
