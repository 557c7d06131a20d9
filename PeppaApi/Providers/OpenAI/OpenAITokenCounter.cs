using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace PeppaApi.Providers.OpenAI;

/// <summary>
/// Counts tokens from the text, for when the upstream does not say (vendors/openai.md, 12). Off the usual way of a
/// request: it costs milliseconds. Safe for any thread.
/// </summary>
public sealed class OpenAITokenCounter
{
    private const int PerMessage = 3;
    private const int ReplyPrimer = 3;
    private const int ToolsOverhead = 8;

    private readonly Lazy<TiktokenTokenizer> _newer = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));
    private readonly Lazy<TiktokenTokenizer> _older = new(() => TiktokenTokenizer.CreateForEncoding("cl100k_base"));

    public long CountText(string model, string text) => text.Length == 0 ? 0 : Tokenizer(model).CountTokens(text);

    /// <summary>Input tokens of a request that <see cref="OpenAIRequestReader"/> has accepted.</summary>
    public long CountInput(OpenAIRequest request, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 128 });
        var root = document.RootElement;
        return request.Operation switch
        {
            OpenAIOperation.ChatCompletions => CountMessages(request.Model, root.GetProperty("messages")) + CountTools(request.Model, root),
            OpenAIOperation.Completions => CountTexts(request.Model, root.GetProperty("prompt")),
            _ => CountTexts(request.Model, root.GetProperty("input")),
        };
    }

    private long CountMessages(string model, JsonElement messages)
    {
        long total = ReplyPrimer;
        foreach (var message in messages.EnumerateArray())
        {
            total += PerMessage;
            foreach (var member in message.EnumerateObject())
            {
                total += member.Name == "name" ? 1 : 0;
                total += member.Name == "content" && member.Value.ValueKind == JsonValueKind.Array
                    ? member.Value.EnumerateArray().Sum(part => CountPart(model, part))
                    : CountAnyText(model, member.Value);
            }
        }

        return total;
    }

    private long CountPart(string model, JsonElement part)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            return CountAnyText(model, part);
        }

        if (part.TryGetProperty("image_url", out var image))
        {
            var isObject = image.ValueKind == JsonValueKind.Object;
            var url = isObject && image.TryGetProperty("url", out var address) ? address.ToString() : image.ToString();
            var low = isObject && image.TryGetProperty("detail", out var detail) && detail.ValueEquals("low"u8);
            return OpenAIImageTokens.Count(model, ImageSize.OfDataUrl(url), low);
        }

        return part.TryGetProperty("text", out var text) ? CountAnyText(model, text) : CountAnyText(model, part);
    }

    private long CountTools(string model, JsonElement root) =>
        root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0
            ? ToolsOverhead + tools.EnumerateArray().Sum(tool => CountText(model, tool.GetRawText()))
            : 0;

    private long CountTexts(string model, JsonElement input) => input.ValueKind switch
    {
        // Token ids are given instead of text.
        JsonValueKind.Number => 1,
        JsonValueKind.Array => input.EnumerateArray().Sum(item => CountTexts(model, item)),
        _ => CountAnyText(model, input),
    };

    private long CountAnyText(string model, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => CountText(model, value.GetString()!),
        JsonValueKind.Null => 0,
        _ => CountText(model, value.GetRawText()),
    };

    private TiktokenTokenizer Tokenizer(string model) =>
        (OpenAIModelFamily.Encoding(model) == "o200k_base" ? _newer : _older).Value;
}
