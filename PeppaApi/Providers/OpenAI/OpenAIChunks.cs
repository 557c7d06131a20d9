using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Events that the relay itself adds to a stream.</summary>
public static class OpenAIChunks
{
    public static ReadOnlyMemory<byte> Done { get; } = "data: [DONE]\n\n"u8.ToArray();

    /// <summary>The chunk that ends a stream because the credit is used up: shaped as the stream's first, with <c>finish_reason: "length"</c>.</summary>
    /// <param name="firstData">Payload of the stream's first chunk.</param>
    public static byte[] LengthEnd(ReadOnlySpan<byte> firstData)
    {
        var first = TryParse(firstData);
        var isText = first?["object"]?.GetValueKind() == JsonValueKind.String && first["object"]!.GetValue<string>() == "text_completion";
        var choice = new JsonObject { ["index"] = 0, [isText ? "text" : "delta"] = isText ? "" : new JsonObject(), ["finish_reason"] = "length" };
        var chunk = new JsonObject
        {
            ["id"] = first?["id"]?.DeepClone(),
            ["object"] = isText ? "text_completion" : "chat.completion.chunk",
            ["created"] = first?["created"]?.DeepClone(),
            ["model"] = first?["model"]?.DeepClone(),
            ["choices"] = new JsonArray(choice),
        };
        return Event(chunk);
    }

    private static byte[] Event(JsonObject payload) => [.. "data: "u8, .. JsonSerializer.SerializeToUtf8Bytes(payload), .. "\n\n"u8];

    private static JsonObject? TryParse(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            return JsonNode.Parse(ref reader) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
