using System.Text.Json;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Reads what the relay must know of a request body, in one pass and without a copy (vendors/anthropic.md, 2).</summary>
public static class AnthropicRequestReader
{
    /// <exception cref="RequestException">The body is no JSON object, or a field has the wrong type or an absurd value.</exception>
    public static AnthropicRequest Read(Operation operation, ReadOnlySpan<byte> body)
    {
        var request = new AnthropicRequest { Operation = operation, BodyLength = body.Length };
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

    private static void ReadMembers(ref Utf8JsonReader reader, AnthropicRequest request)
    {
        RequestException.Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, null, "The body must be a JSON object.", "请求体必须是 JSON 对象。");
        var seen = new SeenNames();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("model"u8))
            {
                seen.Add(SeenNames.Name.Model);
                reader.Read();
                request.Model = RequestValues.ReadModel(ref reader);
                request.ModelValue = RequestValues.Here(ref reader);
            }
            else if (reader.ValueTextEquals("max_tokens"u8))
            {
                seen.Add(SeenNames.Name.MaxTokens);
                reader.Read();
                request.OutputLimit = RequestValues.ReadCount(ref reader, "max_tokens", RequestValues.LargestOutputLimit);
                request.MaxTokensValue = RequestValues.Here(ref reader);
            }
            else if (reader.ValueTextEquals("stream"u8))
            {
                seen.Add(SeenNames.Name.Stream);
                reader.Read();
                request.Stream = RequestValues.ReadFlag(ref reader, "stream");
            }
            else if (reader.ValueTextEquals("messages"u8))
            {
                seen.Add(SeenNames.Name.Messages);
                reader.Read();
                AnthropicBlockScanner.ScanMessages(ref reader, request);
            }
            else if (reader.ValueTextEquals("thinking"u8))
            {
                seen.Add(SeenNames.Name.Thinking);
                reader.Read();
                ReadThinking(ref reader, request);
            }
            else
            {
                ReadOther(ref reader);
            }
        }
    }

    private static void ReadOther(ref Utf8JsonReader reader)
    {
        var isTools = reader.ValueTextEquals("tools"u8);
        reader.Read();
        if (!isTools)
        {
            reader.Skip();
            return;
        }

        RequestException.Require(reader.TokenType is JsonTokenType.StartArray or JsonTokenType.Null, "tools", "'tools' must be an array.", "tools 必须是数组。");
        RequestValues.SkipTools(ref reader, "tools");
    }

    private static void ReadThinking(ref Utf8JsonReader reader, AnthropicRequest request)
    {
        RequestException.Require(reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null, "thinking", "'thinking' must be an object.", "thinking 必须是对象。");
        var start = (int)reader.TokenStartIndex;
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBudget = reader.ValueTextEquals("budget_tokens"u8);
            reader.Read();
            if (isBudget)
            {
                request.ThinkingBudget = RequestValues.ReadCount(ref reader, "thinking.budget_tokens", RequestValues.LargestOutputLimit) ?? 0;
            }
            else
            {
                reader.Skip();
            }
        }

        request.ThinkingValue = new JsonSpan(start, (int)reader.BytesConsumed - start);
    }

    private static void Complete(AnthropicRequest request)
    {
        RequestException.Require(request.Model.Length > 0, "model", "'model' is missing: name the model.", "缺少 model：请指定模型。");
        RequestException.Require(request.HasMessages, "messages", "'messages' is missing.", "缺少 messages。");
        if (request.Operation == Operation.CountTokens)
        {
            request.OutputLimit = 0;
            RequestException.Require(!request.Stream, "stream", "'stream': token counts are not streamed.", "stream：计数接口不支持流式输出。");
            return;
        }

        RequestException.Require(request.OutputLimit is not null, "max_tokens", "'max_tokens' is missing.", "缺少 max_tokens。");
    }

    /// <summary>Notes which fields came. One that comes twice is refused: the relay and the upstream might each believe another of the two.</summary>
    private struct SeenNames
    {
        private static readonly string[] Names = ["model", "max_tokens", "stream", "messages", "thinking"];
        private int _seen;

        public enum Name
        {
            Model,
            MaxTokens,
            Stream,
            Messages,
            Thinking,
        }

        public void Add(Name name)
        {
            var bit = 1 << (int)name;
            if ((_seen & bit) != 0)
            {
                throw new RequestException(Names[(int)name], $"'{Names[(int)name]}' comes twice.", $"{Names[(int)name]} 重复出现。");
            }

            _seen |= bit;
        }
    }
}
