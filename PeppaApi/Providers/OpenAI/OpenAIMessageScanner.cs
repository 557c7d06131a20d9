using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>What a reply or a chunk says about itself.</summary>
internal struct ScanResult
{
    /// <summary>A <c>usage</c> object was there; <see cref="Usage"/> is none if its figures are impossible.</summary>
    public bool HasUsage;

    public UsageReport? Usage;

    /// <summary>Where <c>"usage":null</c> stands, with the comma before it.</summary>
    public JsonSpan? EmptyUsage;

    public bool HasError;

    public bool HasChoices;

    public bool Finished;
}

/// <summary>
/// One pass over a reply or a chunk of the OpenAI dialect: usage, error, end, and the text that counts as output,
/// which goes to a buffer of the caller's.
/// </summary>
internal static class OpenAIMessageScanner
{
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static ScanResult Scan(ReadOnlySpan<byte> json, IBufferWriter<byte> text)
    {
        var result = default(ScanResult);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return result;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                ScanChoices(ref reader, ref result, text);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                ScanUsage(ref reader, ref result, json);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                result.HasError = reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        return result;
    }

    private static void ScanUsage(ref Utf8JsonReader reader, ref ScanResult result, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            result.HasUsage = true;
            result.Usage = OpenAIUsageReader.Read(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.Null && start > 0 && json[start - 1] == (byte)',')
        {
            result.EmptyUsage = new JsonSpan(start - 1, (int)reader.BytesConsumed - start + 1);
        }
    }

    private static void ScanChoices(ref Utf8JsonReader reader, ref ScanResult result, IBufferWriter<byte> text)
    {
        reader.Read();
        var depth = reader.CurrentDepth;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.CurrentDepth > depth)
        {
            result.HasChoices = true;
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (IsOutput(ref reader))
            {
                reader.Read();
                Append(ref reader, text);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                result.Finished |= reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0;
            }
            else if (reader.ValueTextEquals("logprobs"u8))
            {
                // Repeats the output, token by token.
                reader.Skip();
            }
        }
    }

    /// <summary>The members that hold what the model wrote.</summary>
    private static bool IsOutput(ref Utf8JsonReader reader) => reader.ValueSpan.Length switch
    {
        4 => reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("name"u8),
        7 => reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("refusal"u8),
        9 => reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("reasoning"u8),
        17 => reader.ValueTextEquals("reasoning_content"u8),
        _ => false,
    };

    private static void Append(ref Utf8JsonReader reader, IBufferWriter<byte> text)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0)
        {
            var target = text.GetSpan(reader.ValueSpan.Length);
            text.Advance(reader.CopyString(target));
        }
    }
}
