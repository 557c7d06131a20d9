using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>A body that is no request.</summary>
/// <param name="param">The field at fault, or none for the body as a whole.</param>
public sealed class OpenAIRequestException(string? param, string message, string messageZh) : Exception(message)
{
    public string? Param { get; } = param;

    public string MessageZh { get; } = messageZh;
}

/// <summary>Reads what the relay must know of a request body, in one pass and without a copy (vendors/openai.md, 2 to 4).</summary>
public static class OpenAIRequestReader
{
    private const int LargestCount = 128;
    private const long LargestOutputLimit = 10_000_000;

    // The API's own default where a completion request gives no limit.
    private const int CompletionsDefaultLimit = 16;

    /// <exception cref="OpenAIRequestException">The body is no JSON object, or a field has the wrong type or an absurd value.</exception>
    public static OpenAIRequest Read(OpenAIOperation operation, ReadOnlySpan<byte> body)
    {
        var request = new OpenAIRequest { Operation = operation, BodyLength = body.Length };
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 128 });
            ReadMembers(ref reader, request);
            Expect(!reader.Read(), null, "The body must be one JSON object.", "请求体必须是一个 JSON 对象。");
        }
        catch (JsonException exception)
        {
            throw new OpenAIRequestException(
                null,
                $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}).",
                $"请求体不是有效的 JSON（第 {exception.LineNumber + 1} 行，第 {exception.BytePositionInLine} 字节）。");
        }

        Complete(request);
        return request;
    }

    private static void ReadMembers(ref Utf8JsonReader reader, OpenAIRequest request)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, null, "The body must be a JSON object.", "请求体必须是 JSON 对象。");
        request.FirstMember = (int)reader.TokenStartIndex + 1;
        var seen = new SeenFields();
        var counts = (N: 1L, BestOf: 1L, Prompts: 1L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = ControlFields.Find(reader.ValueSpan);
            seen.Add(field);
            reader.Read();
            switch (field)
            {
                case ControlField.Model:
                    ReadModel(ref reader, request);
                    break;
                case ControlField.Stream:
                    request.Stream = ReadFlag(ref reader, "stream");
                    break;
                case ControlField.StreamOptions:
                    ReadStreamOptions(ref reader, request);
                    break;
                case ControlField.MaxTokens:
                    request.MaxTokensValue = ReadLimit(ref reader, request, "max_tokens", wins: false);
                    break;
                case ControlField.MaxCompletionTokens:
                    request.MaxCompletionTokensValue = ReadLimit(ref reader, request, "max_completion_tokens", wins: true);
                    break;
                case ControlField.N:
                    counts.N = ReadCount(ref reader, "n", LargestCount) ?? 1;
                    break;
                case ControlField.BestOf:
                    counts.BestOf = ReadCount(ref reader, "best_of", LargestCount) ?? 1;
                    break;
                case ControlField.Messages or ControlField.Prompt or ControlField.Input:
                    counts.Prompts = Math.Max(counts.Prompts, ReadContent(ref reader, request, field));
                    break;
                default:
                    SkipCounting(ref reader, request);
                    break;
            }
        }

        seen.RequireContent(request.Operation);
        request.Choices = Math.Max(counts.N, counts.BestOf) * (request.Operation == OpenAIOperation.Completions ? counts.Prompts : 1);
    }

    private static void Complete(OpenAIRequest request)
    {
        Expect(request.Model.Length > 0, "model", "Name the model in the field 'model'.", "请在 model 字段中指定模型。");
        if (request.Operation == OpenAIOperation.Completions)
        {
            request.OutputLimit ??= CompletionsDefaultLimit;
        }
        else if (request.Operation == OpenAIOperation.Embeddings)
        {
            request.OutputLimit = 0;
            Expect(!request.Stream, "stream", "Embeddings are not streamed.", "向量接口不支持流式输出。");
        }

        Expect(
            request.Stream || !request.HasStreamOptions,
            "stream_options",
            "'stream_options' is only allowed when 'stream' is true.",
            "只有 stream 为 true 时才能使用 stream_options。");
    }

    private static void ReadModel(ref Utf8JsonReader reader, OpenAIRequest request)
    {
        Expect(reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= 200, "model", "'model' must be a string of 1 to 200 characters.", "model 必须是 1 到 200 个字符的字符串。");
        request.Model = reader.GetString()!;
        request.ModelValue = Here(ref reader);
    }

    private static bool ReadFlag(ref Utf8JsonReader reader, string name)
    {
        Expect(reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null, name, $"'{name}' must be true or false.", $"{name} 必须是 true 或 false。");
        return reader.TokenType == JsonTokenType.True;
    }

    private static long? ReadCount(ref Utf8JsonReader reader, string name, long largest)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var ok = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number >= 1 && number <= largest;
        Expect(ok, name, $"'{name}' must be a whole number from 1 to {largest}.", $"{name} 必须是 1 到 {largest} 的整数。");
        return reader.GetInt64();
    }

    private static JsonSpan? ReadLimit(ref Utf8JsonReader reader, OpenAIRequest request, string name, bool wins)
    {
        var limit = ReadCount(ref reader, name, LargestOutputLimit);
        request.OutputLimit = wins || request.MaxCompletionTokensValue is null ? limit ?? request.OutputLimit : request.OutputLimit;
        return Here(ref reader);
    }

    private static void ReadStreamOptions(ref Utf8JsonReader reader, OpenAIRequest request)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            request.StreamOptionsValue = Here(ref reader);
            return;
        }

        request.HasStreamOptions = true;
        Expect(reader.TokenType == JsonTokenType.StartObject, "stream_options", "'stream_options' must be an object.", "stream_options 必须是对象。");
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            if (isUsage)
            {
                request.WantsUsage = ReadFlag(ref reader, "stream_options.include_usage");
                request.IncludeUsageValue = Here(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        request.StreamOptionsValue = new JsonSpan(start, (int)reader.BytesConsumed - start);
    }

    /// <summary>Passes over messages, prompt or input; returns how many prompts a completion request holds.</summary>
    private static long ReadContent(ref Utf8JsonReader reader, OpenAIRequest request, ControlField field)
    {
        var name = ControlFields.Name(field);
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        var ok = field == ControlField.Messages ? isArray : isArray || reader.TokenType == JsonTokenType.String;
        Expect(ok || request.Operation == OpenAIOperation.Completions, name, $"'{name}' has the wrong type.", $"{name} 的类型不正确。");
        if (!isArray)
        {
            SkipCounting(ref reader, request);
            return 1;
        }

        var texts = 0L;
        var items = 0L;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items++;
            texts += reader.TokenType == JsonTokenType.Number ? 0 : 1;
            Expect(
                field != ControlField.Messages || reader.TokenType == JsonTokenType.StartObject,
                "messages",
                "Each of 'messages' must be an object.",
                "messages 的每一项必须是对象。");
            SkipCounting(ref reader, request);
        }

        Expect(items > 0, name, $"'{name}' must not be empty.", $"{name} 不能为空。");
        return Math.Max(1, texts);
    }

    /// <summary>Passes over a value and notes the pictures in it.</summary>
    private static void SkipCounting(ref Utf8JsonReader reader, OpenAIRequest request)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("image_url"u8))
            {
                request.Images++;
            }
            else if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.StartsWith("data:"u8))
            {
                request.MediaBytes += reader.ValueSpan.Length;
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());
    }

    private static JsonSpan Here(ref Utf8JsonReader reader) =>
        new((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));

    internal static void Expect(bool condition, string? param, string message, string messageZh)
    {
        if (!condition)
        {
            throw new OpenAIRequestException(param, message, messageZh);
        }
    }
}
