using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Counts the input tokens of a request that <see cref="OpenAIRequestReader"/> has accepted (vendors/openai.md, 12.1).</summary>
internal static class OpenAIInputCounter
{
    private const int PerMessage = 3;
    private const int ReplyPrimer = 3;
    private const int ToolsOverhead = 8;

    public static long Count(TokenCounter counter, RequestFacts request, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 128 });
        var root = document.RootElement;
        var count = new Counting(counter, request.Model);
        return request.Operation switch
        {
            Operation.Chat => count.Messages(root.GetProperty("messages")) + count.Tools(root),
            Operation.Completion => count.Texts(root.GetProperty("prompt")),
            _ => count.Texts(root.GetProperty("input")),
        };
    }

    private readonly record struct Counting(TokenCounter Counter, string Model)
    {
        public long Messages(JsonElement messages)
        {
            long total = ReplyPrimer;
            foreach (var message in messages.EnumerateArray())
            {
                total += PerMessage;
                foreach (var member in message.EnumerateObject())
                {
                    total += member.Name == "name" ? 1 : 0;
                    total += member.Name == "content" && member.Value.ValueKind == JsonValueKind.Array
                        ? Parts(member.Value)
                        : AnyText(member.Value);
                }
            }

            return total;
        }

        public long Tools(JsonElement root)
        {
            if (!root.TryGetProperty("tools", out var tools) || tools.ValueKind != JsonValueKind.Array || tools.GetArrayLength() == 0)
            {
                return 0;
            }

            long total = ToolsOverhead;
            foreach (var tool in tools.EnumerateArray())
            {
                total += Counter.CountText(Model, tool.GetRawText());
            }

            return total;
        }

        public long Texts(JsonElement input)
        {
            if (input.ValueKind != JsonValueKind.Array)
            {
                // Token ids are given instead of text.
                return input.ValueKind == JsonValueKind.Number ? 1 : AnyText(input);
            }

            long total = 0;
            foreach (var item in input.EnumerateArray())
            {
                total += Texts(item);
            }

            return total;
        }

        private long Parts(JsonElement parts)
        {
            long total = 0;
            foreach (var part in parts.EnumerateArray())
            {
                total += Part(part);
            }

            return total;
        }

        private long Part(JsonElement part)
        {
            if (part.ValueKind != JsonValueKind.Object)
            {
                return AnyText(part);
            }

            if (part.TryGetProperty("image_url", out var image))
            {
                var isObject = image.ValueKind == JsonValueKind.Object;
                var url = isObject && image.TryGetProperty("url", out var address) ? address.ToString() : image.ToString();
                var low = isObject && image.TryGetProperty("detail", out var detail) && detail.ValueEquals("low"u8);
                return ImageTokens.Count(Model, ImageSize.OfDataUrl(url), low);
            }

            return part.TryGetProperty("text", out var text) ? AnyText(text) : AnyText(part);
        }

        private long AnyText(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.String => Counter.CountText(Model, value.GetString()!),
            JsonValueKind.Null => 0,
            _ => Counter.CountText(Model, value.GetRawText()),
        };
    }
}
