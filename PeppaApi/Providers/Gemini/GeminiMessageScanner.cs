using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>What a reply or a chunk says about itself.</summary>
internal struct GeminiScan
{
    /// <summary>A <c>usageMetadata</c> object was there; <see cref="Usage"/> is none if its figures are impossible.</summary>
    public bool HasUsage;

    public UsageReport? Usage;

    public bool HasError;

    /// <summary>An answer ended, or the prompt was blocked and there will be none.</summary>
    public bool Finished;

    public int Candidates;

    /// <summary>Something that is no text, a second text, or another answer than the first.</summary>
    public bool SaysMore;

    public bool IsThought;

    private JsonSpan? _text;

    /// <summary>The text that is all it says.</summary>
    public readonly TextPiece? OnlyText => SaysMore || Finished || HasError || Candidates != 1 || _text is not { } text
        ? null
        : new TextPiece(IsThought ? ChatDeltaKind.Thinking : ChatDeltaKind.Text, text);

    public void Note(JsonSpan escaped)
    {
        SaysMore |= _text is not null;
        _text = escaped;
    }
}

/// <summary>
/// One pass over a reply or a chunk: usage, error, end, and the text that counts as output, which goes to a buffer of the
/// caller's.
/// </summary>
internal static class GeminiMessageScanner
{
    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static GeminiScan Scan(ReadOnlySpan<byte> json, IBufferWriter<byte> text)
    {
        var result = default(GeminiScan);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("candidates"u8))
            {
                reader.Read();
                ScanCandidates(ref reader, ref result, text);
            }
            else if (reader.ValueTextEquals("usageMetadata"u8))
            {
                reader.Read();
                ScanUsage(ref reader, ref result);
            }
            else
            {
                var isError = reader.ValueTextEquals("error"u8);
                var isFeedback = reader.ValueTextEquals("promptFeedback"u8);
                reader.Read();
                result.HasError |= isError && reader.TokenType != JsonTokenType.Null;
                result.Finished |= isFeedback && ScanFeedback(ref reader);
                reader.Skip();
            }
        }

        return result;
    }

    private static void ScanUsage(ref Utf8JsonReader reader, ref GeminiScan result)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            result.HasUsage = true;
            result.Usage = GeminiUsageReader.Read(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private static bool ScanFeedback(ref Utf8JsonReader reader)
    {
        var blocked = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            blocked |= reader.ValueTextEquals("blockReason"u8);
            reader.Read();
            reader.Skip();
        }

        return blocked;
    }

    private static void ScanCandidates(ref Utf8JsonReader reader, ref GeminiScan result, IBufferWriter<byte> text)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            result.Candidates++;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isContent, isFinish, isIndex) = (reader.ValueTextEquals("content"u8), reader.ValueTextEquals("finishReason"u8), reader.ValueTextEquals("index"u8));
                reader.Read();
                if (isContent)
                {
                    ScanContent(ref reader, ref result, text);
                }
                else
                {
                    // All else says things about the output or repeats it.
                    result.Finished |= isFinish && reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals("FINISH_REASON_UNSPECIFIED"u8);
                    result.SaysMore |= isIndex && !reader.ValueSpan.SequenceEqual("0"u8);
                    reader.Skip();
                }
            }
        }
    }

    private static void ScanContent(ref Utf8JsonReader reader, ref GeminiScan result, IBufferWriter<byte> text)
    {
        var depth = reader.CurrentDepth;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var ofPart = reader.CurrentDepth == depth + 3;
            if (ofPart && reader.ValueTextEquals("thought"u8))
            {
                reader.Read();
                result.IsThought |= reader.TokenType == JsonTokenType.True;
                reader.Skip();
                continue;
            }

            var isText = reader.ValueTextEquals("text"u8);
            // A seal on a text means nothing to other dialects.
            result.SaysMore |= ofPart && !isText && !reader.ValueTextEquals("thoughtSignature"u8);
            if (isText || reader.ValueTextEquals("code"u8) || reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                Append(ref reader, ref result, text);
            }
            else if (reader.ValueTextEquals("args"u8))
            {
                reader.Read();
                AppendAll(ref reader, text);
            }
            else if (reader.ValueTextEquals("inlineData"u8) || reader.ValueTextEquals("thoughtSignature"u8) || reader.ValueTextEquals("codeExecutionResult"u8))
            {
                // Pictures and sound are no text, signatures are no output, and what ran code was not the model.
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static void Append(ref Utf8JsonReader reader, ref GeminiScan result, IBufferWriter<byte> text)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0)
        {
            OutputText.Append(text, ref reader);
            result.Note(new JsonSpan((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length));
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>The arguments of a call, without their syntax.</summary>
    private static void AppendAll(ref Utf8JsonReader reader, IBufferWriter<byte> text)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName or JsonTokenType.Number)
            {
                var value = reader.ValueSpan;
                value.CopyTo(text.GetSpan(value.Length + 1));
                text.Advance(value.Length);
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());
    }
}
