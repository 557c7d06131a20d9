using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Providers.Spark;

/// <summary>What the relay must know of one frame (vendors/xfyun-spark.md, 4).</summary>
internal struct SparkScan
{
    private const int LastStatus = 2;

    public bool HasHeader;
    public bool HasError;
    public bool Finished;
    public UsageReport? Usage;
    private long _prompt;
    private long _completion;

    public static bool IsLast(ReadOnlyMemory<byte> frame)
    {
        try
        {
            var reader = new Utf8JsonReader(frame.Span);
            reader.Read();
            var scan = Read(ref reader, null);
            return scan.Finished || scan.HasError;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads the frame that the reader stands on, and leaves the reader at its end.</summary>
    /// <param name="output">Where its text goes; none to leave it out.</param>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static SparkScan Read(ref Utf8JsonReader reader, IBufferWriter<byte>? output)
    {
        var scan = default(SparkScan);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var depth = reader.CurrentDepth;
        var (inHeader, inUsage) = (false, false);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == depth + 1)
            {
                inHeader = reader.ValueTextEquals("header"u8);
                inUsage = false;
                scan.HasHeader |= inHeader;
            }
            else if (!inHeader && reader.CurrentDepth == depth + 2)
            {
                inUsage = reader.ValueTextEquals("usage"u8);
            }
            else if (inHeader && reader.ValueTextEquals("code"u8))
            {
                scan.HasError = Number(ref reader) is not (0 or null);
            }
            else if (inHeader && reader.ValueTextEquals("status"u8))
            {
                scan.Finished = Number(ref reader) == LastStatus;
            }
            else if (inUsage)
            {
                scan.ReadUsage(ref reader);
            }
            else if (!inHeader)
            {
                ReadText(ref reader, output);
            }
        }

        return scan;
    }

    private static long? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
    }

    private static void ReadText(ref Utf8JsonReader reader, IBufferWriter<byte>? output)
    {
        var isText = reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("arguments"u8);
        if (isText && reader.Read() && reader.TokenType == JsonTokenType.String && output is not null)
        {
            OutputText.Append(output, ref reader);
        }
    }

    /// <summary>Prompt tokens are those of the whole conversation; the question's own are a part of them.</summary>
    private void ReadUsage(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("prompt_tokens"u8))
        {
            _prompt = Number(ref reader) ?? -1;
        }
        else if (reader.ValueTextEquals("completion_tokens"u8))
        {
            _completion = Number(ref reader) ?? -1;
        }
        else
        {
            return;
        }

        Usage = _prompt < 0 || _completion < 0 ? null : new UsageReport { UncachedInput = _prompt, OutputText = _completion };
    }
}
