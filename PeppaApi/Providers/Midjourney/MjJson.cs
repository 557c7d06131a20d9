using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeppaApi.Providers.Midjourney;

/// <summary>JSON as the protocol has it: Chinese as it is, numbers where others have texts.</summary>
public static class MjJson
{
    internal static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <summary>The object that a body is, or <see langword="null"/>. Names that come twice make it none.</summary>
    public static JsonObject? Parse(ReadOnlySpan<byte> body) => Read(body) as JsonObject;

    /// <summary>The objects of the list that a body is.</summary>
    public static IReadOnlyList<JsonObject> ParseList(ReadOnlySpan<byte> body) => Read(body) is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

    public static byte[] Write(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Options);

    public static string? TextOf(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonValue value when value.TryGetValue(out long number) => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    public static long? NumberOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out long number) ? number : null;

    private static JsonNode? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var node = JsonNode.Parse(body, documentOptions: Strict);
            Touch(node);
            return node;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Objects are read when they are looked at; a name that comes twice is found now.</summary>
    private static void Touch(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members)
                {
                    Touch(value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Touch(item);
                }

                break;
        }
    }
}
