using System.Buffers.Text;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Reads what the relay must know of a request body, in one pass and without a copy (vendors/openai.md, 2 to 4).</summary>
public static class OpenAIRequestReader
{
    private const int LargestCount = 128;

    // The API's own default where a completion request gives no limit.
    private const int CompletionsDefaultLimit = 16;

    /// <exception cref="RequestException">The body is no JSON object, or a field has the wrong type or an absurd value.</exception>
    public static OpenAIRequest Read(Operation operation, ReadOnlySpan<byte> body)
    {
        var request = new OpenAIRequest { Operation = operation, BodyLength = body.Length };
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
            ReadMembers(ref reader, request);
            RequestException.Require(!reader.Read(), null, "The body must be one JSON object.", "请求体必须是一个 JSON 对象。");
        }
        catch (JsonException exception)
        {
            throw RequestValues.NotJson(exception);
        }

        Complete(request);
        return request;
    }

    private static void ReadMembers(ref Utf8JsonReader reader, OpenAIRequest request)
    {
        RequestException.Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, null, "The body must be a JSON object.", "请求体必须是 JSON 对象。");
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
                    request.Stream = RequestValues.ReadFlag(ref reader, "stream");
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
                    counts.N = RequestValues.ReadCount(ref reader, "n", LargestCount) ?? 1;
                    break;
                case ControlField.BestOf:
                    counts.BestOf = RequestValues.ReadCount(ref reader, "best_of", LargestCount) ?? 1;
                    break;
                case ControlField.Messages or ControlField.Prompt or ControlField.Input:
                    counts.Prompts = Math.Max(counts.Prompts, ReadContent(ref reader, request, field));
                    break;
                case ControlField.Tools or ControlField.ResponseFormat:
                    RequestValues.SkipTools(ref reader, ControlFields.Name(field));
                    break;
                default:
                    SkipCounting(ref reader, request);
                    break;
            }
        }

        seen.RequireContent(request.Operation);
        request.Choices = Math.Max(counts.N, counts.BestOf) * (request.Operation == Operation.Completion ? counts.Prompts : 1);
    }

    private static void Complete(OpenAIRequest request)
    {
        RequestException.Require(request.Model.Length > 0, "model", "Name the model in the field 'model'.", "请在 model 字段中指定模型。");
        if (request.Operation == Operation.Completion)
        {
            request.OutputLimit ??= CompletionsDefaultLimit;
        }
        else if (request.Operation == Operation.Embedding)
        {
            request.OutputLimit = 0;
            RequestException.Require(!request.Stream, "stream", "Embeddings are not streamed.", "向量接口不支持流式输出。");
        }

        RequestException.Require(
            request.Stream || !request.HasStreamOptions,
            "stream_options",
            "'stream_options' is only allowed when 'stream' is true.",
            "只有 stream 为 true 时才能使用 stream_options。");
    }

    private static void ReadModel(ref Utf8JsonReader reader, OpenAIRequest request)
    {
        request.Model = RequestValues.ReadModel(ref reader);
        request.ModelValue = RequestValues.Here(ref reader);
    }

    private static JsonSpan? ReadLimit(ref Utf8JsonReader reader, OpenAIRequest request, string name, bool wins)
    {
        var limit = RequestValues.ReadCount(ref reader, name, RequestValues.LargestOutputLimit);
        request.OutputLimit = wins || request.MaxCompletionTokensValue is null ? limit ?? request.OutputLimit : request.OutputLimit;
        return RequestValues.Here(ref reader);
    }

    private static void ReadStreamOptions(ref Utf8JsonReader reader, OpenAIRequest request)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            request.StreamOptionsValue = RequestValues.Here(ref reader);
            return;
        }

        request.HasStreamOptions = true;
        RequestException.Require(reader.TokenType == JsonTokenType.StartObject, "stream_options", "'stream_options' must be an object.", "stream_options 必须是对象。");
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            if (isUsage)
            {
                request.WantsUsage = RequestValues.ReadFlag(ref reader, "stream_options.include_usage");
                request.IncludeUsageValue = RequestValues.Here(ref reader);
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
        RequestException.Require(ok || request.Operation == Operation.Completion, name, $"'{name}' has the wrong type.", $"{name} 的类型不正确。");
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
            RequestException.Require(
                field != ControlField.Messages || reader.TokenType == JsonTokenType.StartObject,
                "messages",
                "Each of 'messages' must be an object.",
                "messages 的每一项必须是对象。");
            SkipCounting(ref reader, request);
        }

        RequestException.Require(items > 0, name, $"'{name}' must not be empty.", $"{name} 不能为空。");
        return Math.Max(1, texts);
    }

    /// <summary>Passes over a value and notes the pictures in it.</summary>
    private static void SkipCounting(ref Utf8JsonReader reader, OpenAIRequest request)
    {
        var depth = reader.CurrentDepth;
        var isAddress = false;
        do
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var isImage = reader.ValueTextEquals("image_url"u8);
                request.Images += isImage ? 1 : 0;
                isAddress = isImage || reader.ValueTextEquals("url"u8);
            }
            else if (isAddress && reader.TokenType == JsonTokenType.String && reader.ValueSpan.StartsWith("data:"u8))
            {
                RequireBase64(ref reader);
                request.MediaBytes += reader.ValueSpan.Length;
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());
    }

    private static void RequireBase64(ref Utf8JsonReader reader)
    {
        var value = reader.ValueSpan;
        var comma = value.IndexOf((byte)',');
        // A letter written as an escape is sound, and rare: the upstream reads it.
        if (!reader.ValueIsEscaped && comma > 0 && value[..comma].EndsWith(";base64"u8) && !Base64.IsValid(value[(comma + 1)..]))
        {
            throw new RequestException("messages", "A 'data:' address in 'messages' is no base64.", "messages 中的 data: 地址不是有效的 base64。");
        }
    }
}
