using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>How a body is to be read.</summary>
/// <param name="IsChunk">Part of a stream, where a whole message repeats what was written before.</param>
/// <param name="ReasoningBeside">Whether <c>completion_tokens</c> leaves reasoning out (<see cref="Provider.ReasoningBesideCompletion"/>).</param>
internal readonly record struct ScanMode(bool IsChunk, bool ReasoningBeside);

/// <summary>What a reply or a chunk says about itself.</summary>
internal struct ScanResult
{
    /// <summary>A <c>usage</c> object was there; <see cref="Usage"/> is none if its figures are impossible.</summary>
    public bool HasUsage;

    public UsageReport? Usage;

    /// <summary>Usage of one answer, inside it, and that answer's number (Moonshot).</summary>
    public UsageReport? ChoiceUsage;

    public int Choice;

    /// <summary>Where <c>"usage":null</c> stands, with the comma before it.</summary>
    public JsonSpan? EmptyUsage;

    public bool HasError;

    public bool HasChoices;

    /// <summary>There is what an operation other than a conversation answers with.</summary>
    public bool HasData;

    /// <summary>A choice holds something written, or something to write: else it is a note about one (Azure).</summary>
    public bool HasContent;

    /// <summary>A chunk that repeats a whole message (MiniMax).</summary>
    public bool IsRepetition;

    public bool Finished;

    public int Choices;

    /// <summary>Whether the scan is inside a choice's delta.</summary>
    public bool InDelta;

    /// <summary>Something that is no text, or a second text.</summary>
    public bool SaysMore;

    private TextPiece? _text;

    /// <summary>Whether there is anything that only an answer has: an upstream's own fault may come as 200, too, in a form nobody knows.</summary>
    public readonly bool IsReply => HasChoices || HasUsage || HasData;

    /// <summary>The text that is all it says.</summary>
    public readonly TextPiece? OnlyText => SaysMore || Finished || HasError || Choices != 1 || Choice != 0 ? null : _text;

    public void Note(ChatDeltaKind? kind, JsonSpan escaped)
    {
        SaysMore |= kind is null || _text is not null;
        _text = new TextPiece(kind ?? default, escaped);
    }
}

/// <summary>
/// One pass over a reply or a chunk of the OpenAI dialect: usage, error, end, and the text that counts as output,
/// which goes to a buffer of the caller's. Usage and errors are found wherever the imitators put them
/// (vendors/deepseek-moonshot-etc.md, 3).
/// </summary>
internal static class OpenAIMessageScanner
{
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static ScanResult Scan(ReadOnlySpan<byte> json, IBufferWriter<byte> text, ScanMode mode = default)
    {
        var result = default(ScanResult);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return result;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // By length first: most names are none of these.
            switch (reader.ValueSpan.Length)
            {
                case 7 when reader.ValueTextEquals("choices"u8):
                    ScanChoices(ref reader, ref result, text, mode);
                    break;
                case 5 when reader.ValueTextEquals("usage"u8):
                    ScanUsage(ref reader, ref result, json, mode);
                    break;
                case 5 when reader.ValueTextEquals("error"u8):
                    ScanError(ref reader, ref result);
                    break;
                case 4 when reader.ValueTextEquals("data"u8):
                case 7 when reader.ValueTextEquals("results"u8):
                    reader.Read();
                    result.HasData |= reader.TokenType is not JsonTokenType.Null;
                    reader.Skip();
                    break;
                case 6 when reader.ValueTextEquals("x_groq"u8):
                    ScanGroq(ref reader, ref result, json, mode);
                    break;
                case 9 when reader.ValueTextEquals("base_resp"u8):
                    ScanMiniMax(ref reader, ref result);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }

    private static void ScanUsage(ref Utf8JsonReader reader, ref ScanResult result, ReadOnlySpan<byte> json, ScanMode mode)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            result.HasUsage = true;
            result.Usage = OpenAIUsageReader.Read(ref reader, mode.ReasoningBeside);
        }
        else if (reader.TokenType == JsonTokenType.Null && start > 0 && json[start - 1] == (byte)',')
        {
            result.EmptyUsage = new JsonSpan(start - 1, (int)reader.BytesConsumed - start + 1);
        }
        else
        {
            reader.Skip();
        }
    }

    private static void ScanError(ref Utf8JsonReader reader, ref ScanResult result)
    {
        reader.Read();
        result.HasError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        reader.Skip();
    }

    private static void ScanGroq(ref Utf8JsonReader reader, ref ScanResult result, ReadOnlySpan<byte> json, ScanMode mode)
    {
        reader.Read();
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("usage"u8))
            {
                var cut = result.EmptyUsage;
                ScanUsage(ref reader, ref result, json, mode);
                result.EmptyUsage = cut;
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                ScanError(ref reader, ref result);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ScanMiniMax(ref Utf8JsonReader reader, ref ScanResult result)
    {
        reader.Read();
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueTextEquals("status_code"u8);
            reader.Read();
            result.HasError |= isCode && reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.SequenceEqual("0"u8);
            reader.Skip();
        }
    }

    private static void ScanChoices(ref Utf8JsonReader reader, ref ScanResult result, IBufferWriter<byte> text, ScanMode mode)
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
                result.Choices += reader.CurrentDepth == depth + 1 && reader.TokenType == JsonTokenType.StartObject ? 1 : 0;
                continue;
            }

            if (reader.CurrentDepth == depth + 2 && ScanOfChoice(ref reader, ref result, mode))
            {
                continue;
            }

            if (IsOutput(ref reader))
            {
                var kind = result.InDelta && reader.CurrentDepth == depth + 3 ? KindOf(ref reader) : null;
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0)
                {
                    OutputText.Append(text, ref reader);
                    result.Note(kind, new JsonSpan((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length));
                }
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                result.SaysMore |= reader.TokenType != JsonTokenType.Null;
            }
            else if (reader.ValueTextEquals("logprobs"u8))
            {
                // Repeats the output, token by token.
                reader.Skip();
            }
        }
    }

    /// <summary>The members of a choice itself, beside the message or delta in it.</summary>
    /// <returns>Whether it was one of them, and is read.</returns>
    private static bool ScanOfChoice(ref Utf8JsonReader reader, ref ScanResult result, ScanMode mode)
    {
        result.InDelta = reader.ValueTextEquals("delta"u8);
        switch (reader.ValueSpan.Length)
        {
            case 5 when result.InDelta:
            case 4 when reader.ValueTextEquals("text"u8):
                result.HasContent = true;
                return false;
            case 5 when reader.ValueTextEquals("index"u8):
                reader.Read();
                result.Choice = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) ? index : 0;
                return true;
            case 13 when reader.ValueTextEquals("finish_reason"u8):
                reader.Read();
                result.Finished |= reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0 && !reader.ValueTextEquals("null"u8);
                result.HasContent |= result.Finished;
                return true;
            case 7 when mode.IsChunk && reader.ValueTextEquals("message"u8):
                result.IsRepetition = true;
                reader.Skip();
                return true;
            case 5 when reader.ValueTextEquals("error"u8):
                ScanError(ref reader, ref result);
                return true;
            case 5 when reader.ValueTextEquals("usage"u8):
                ScanChoiceUsage(ref reader, ref result, mode);
                return true;
            default:
                return false;
        }
    }

    private static void ScanChoiceUsage(ref Utf8JsonReader reader, ref ScanResult result, ScanMode mode)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            result.ChoiceUsage = OpenAIUsageReader.Read(ref reader, mode.ReasoningBeside);
        }
        else
        {
            reader.Skip();
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

    /// <summary>What a member of a delta adds to the answer; none where it is no text.</summary>
    private static ChatDeltaKind? KindOf(ref Utf8JsonReader reader) => reader.ValueSpan.Length switch
    {
        7 => ChatDeltaKind.Text,
        17 => ChatDeltaKind.Thinking,
        9 when reader.ValueTextEquals("reasoning"u8) => ChatDeltaKind.Thinking,
        _ => null,
    };
}
