using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>
/// Counts the input tokens of a request that <see cref="AnthropicRequestReader"/> has accepted. The vendor's tokenizer is not
/// public: this is an estimate by the nearest one.
/// </summary>
internal static class AnthropicInputCounter
{
    private const int PerMessage = 3;
    private const int PerReply = 3;

    // A base64 document: about one token for six bytes, as pages of text come out.
    private const int BytesPerDocumentToken = 6;

    public static long Count(TokenCounter counter, RequestFacts request, ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var root = document.RootElement;
        var count = new Counting(counter, request.Model);
        long total = PerReply;
        if (ChatFields.Member(root, "system") is { } system)
        {
            total += count.Content(system);
        }

        if (ChatFields.Member(root, "tools") is { } tools)
        {
            total += counter.CountText(request.Model, tools.GetRawText());
        }

        foreach (var message in root.GetProperty("messages").EnumerateArray())
        {
            total += PerMessage + count.Content(message.GetProperty("content"));
        }

        return total;
    }

    private readonly record struct Counting(TokenCounter Counter, string Model)
    {
        public long Content(JsonElement content)
        {
            if (content.ValueKind != JsonValueKind.Array)
            {
                return Counter.CountText(Model, content.ToString());
            }

            long total = 0;
            foreach (var block in content.EnumerateArray())
            {
                total += Block(block);
            }

            return total;
        }

        private long Block(JsonElement block) => ChatFields.Text(block, "type") switch
        {
            "text" => Counter.CountText(Model, ChatFields.Text(block, "text") ?? ""),
            "thinking" => Counter.CountText(Model, ChatFields.Text(block, "thinking") ?? ""),
            "image" => Image(block),
            "document" => Document(block),
            "tool_result" => ChatFields.Member(block, "content") is { } content ? Content(content) : 0,
            _ => Counter.CountText(Model, block.GetRawText()),
        };

        private long Image(JsonElement block)
        {
            var data = ChatFields.Member(block, "source") is { } source ? ChatFields.Text(source, "data") : null;
            return ImageTokens.Count(Model, data is null ? null : ImageSize.OfDataUrl(DataUrl.Write("image/any", data)), lowDetail: false);
        }

        private long Document(JsonElement block)
        {
            if (ChatFields.Member(block, "source") is not { } source)
            {
                return 0;
            }

            var data = ChatFields.Text(source, "data") ?? source.GetRawText();
            return ChatFields.Text(source, "type") == "base64" ? data.Length / BytesPerDocumentToken : Counter.CountText(Model, data);
        }
    }
}
