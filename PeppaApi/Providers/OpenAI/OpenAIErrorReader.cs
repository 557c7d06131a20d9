using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Reads the error out of a body, in the shapes that OpenAI and its imitators use (vendors/openai.md, 10; deepseek-moonshot-etc.md, 3).</summary>
public static class OpenAIErrorReader
{
    private static readonly string[] MessageNames = ["message", "msg", "err", "error_msg", "detail", "status_msg"];

    /// <summary>The error that a body carries, or <see langword="null"/> if it carries none or cannot be read.</summary>
    /// <param name="secret">The upstream key: blotted out wherever the upstream repeats it.</param>
    public static UpstreamError? Read(ReadOnlyMemory<byte> body, string secret)
    {
        try
        {
            // Alibaba answers a refused stream with the error as an event.
            using var document = JsonDocument.Parse(ServerSentEvent.TryFindData(body.Span, out var start, out var length) ? body.Slice(start, length) : body);
            var root = document.RootElement;
            // Google's compatible endpoint puts the object into an array of one.
            root = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1 ? root[0] : root;
            var error = root.ValueKind switch
            {
                JsonValueKind.Object => Find(root),
                JsonValueKind.String => new UpstreamError(root.GetString()!, null, null, null),
                _ => null,
            };
            return error is null ? null : error with { Message = UpstreamError.Clean(error.Message, secret) };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static UpstreamError? Find(JsonElement root)
    {
        if (Present(root, "error") is { } error)
        {
            return error.ValueKind == JsonValueKind.Object
                ? new UpstreamError(Message(error) ?? "The upstream reported an error.", Text(error, "type"), Text(error, "param"), Text(error, "code"))
                : new UpstreamError(error.ToString(), Text(root, "type"), null, Text(root, "code"));
        }

        if (ChatFields.Member(root, "base_resp") is { } miniMax && Text(miniMax, "status_code") is { } status && status != "0")
        {
            return new UpstreamError(Message(miniMax) ?? "The upstream reported an error.", null, null, status);
        }

        if (ChatFields.Member(root, "x_groq") is { } groq && Text(groq, "error") is { } fault)
        {
            return new UpstreamError(fault, null, null, null);
        }

        if (ChatFields.Member(root, "choices") is { ValueKind: JsonValueKind.Array } choices)
        {
            return choices.EnumerateArray().Select(choice => Present(choice, "error")).OfType<JsonElement>().Select(inner => Find(Wrap(inner))).FirstOrDefault();
        }

        return FindBare(root);
    }

    /// <summary>Only without any of the members of a real answer is a bare message an error.</summary>
    private static UpstreamError? FindBare(JsonElement root)
    {
        if (root.TryGetProperty("choices", out _) || root.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null)
        {
            return null;
        }

        if (ChatFields.Member(root, "detail") is { ValueKind: JsonValueKind.Array } details && details.GetArrayLength() > 0 && details[0].ValueKind == JsonValueKind.Object)
        {
            var place = ChatFields.Member(details[0], "loc") is { ValueKind: JsonValueKind.Array } loc && loc.GetArrayLength() > 0 ? loc[loc.GetArrayLength() - 1].ToString() : null;
            return new UpstreamError(Message(details[0]) ?? "The upstream refused a field.", Text(details[0], "type"), place, null);
        }

        return Message(root) is { } message ? new UpstreamError(message, Text(root, "type"), Text(root, "param"), Text(root, "code")) : null;
    }

    private static JsonElement Wrap(JsonElement error) => JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { ["error"] = error });

    private static JsonElement? Present(JsonElement holder, string name) =>
        ChatFields.Member(holder, name) is { ValueKind: not JsonValueKind.False } value ? value : null;

    private static string? Message(JsonElement holder) =>
        MessageNames.Select(name => Text(holder, name)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
}
