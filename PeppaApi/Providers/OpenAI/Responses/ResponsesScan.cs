using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.OpenAI.Media;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>What a response, whole or at the end of a stream, says about itself (vendors/openai.md, 9.2).</summary>
internal struct ResponsesScan
{
    public bool IsResponse;
    public bool HasError;
    private MediaUsage _usage;
    private bool _sound;
    private long _calls;

    /// <summary>Tokens as reported, and the searches and the like that the vendor made; none where no tokens are told.</summary>
    public readonly UsageReport? Usage => _sound && _usage.HasTokens ? _usage.Report() with { Units = _calls } : null;

    /// <summary>Reads the object that the reader stands on, and leaves the reader at its end.</summary>
    /// <param name="text">Where what the model wrote goes.</param>
    public static ResponsesScan Read(ref Utf8JsonReader reader, IBufferWriter<byte>? text)
    {
        var scan = new ResponsesScan { _sound = true };
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                scan._sound &= reader.TokenType != JsonTokenType.StartObject || MediaUsage.TryRead(ref reader, out scan._usage);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                scan.HasError = reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            }
            else if (reader.ValueTextEquals("output"u8))
            {
                reader.Read();
                scan.IsResponse |= reader.TokenType == JsonTokenType.StartArray;
                scan.ReadOutput(ref reader, text);
            }

            reader.Skip();
        }

        return scan;
    }

    private void ReadOutput(ref Utf8JsonReader reader, IBufferWriter<byte>? text)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var isType = reader.CurrentDepth == depth + 2 && reader.ValueTextEquals("type"u8);
            var isText = reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("refusal"u8) || reader.ValueTextEquals("name"u8);
            if (reader.ValueTextEquals("logprobs"u8))
            {
                reader.Skip();
            }
            else if (isType || isText)
            {
                reader.Read();
                Take(ref reader, isType, text);
            }
        }
    }

    private void Take(ref Utf8JsonReader reader, bool isType, IBufferWriter<byte>? text)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        if (isType)
        {
            _calls += reader.ValueSpan.EndsWith("_call"u8) && !reader.ValueTextEquals("function_call"u8) && !reader.ValueTextEquals("custom_tool_call"u8) ? 1 : 0;
        }
        else if (text is not null)
        {
            OutputText.Append(text, ref reader);
        }
    }
}
