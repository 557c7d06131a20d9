using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Reads the error out of a body, in the shapes that OpenAI and its imitators use (vendors/openai.md, 10).</summary>
public static class OpenAIErrorReader
{
    private static readonly string[] MessageNames = ["message", "msg", "err", "error_msg", "detail", "status_msg"];

    /// <summary>The error that a body carries, or <see langword="null"/> if it carries none or is no JSON object.</summary>
    /// <param name="secret">The upstream key: blotted out wherever the upstream repeats it.</param>
    public static UpstreamError? Read(ReadOnlyMemory<byte> body, string secret)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Find(document.RootElement, secret) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static UpstreamError? Find(JsonElement root, string secret)
    {
        if (root.TryGetProperty("error", out var error) && error.ValueKind is not (JsonValueKind.Null or JsonValueKind.False))
        {
            return error.ValueKind == JsonValueKind.Object
                ? new UpstreamError(UpstreamError.Clean(Message(error) ?? "The upstream reported an error.", secret), Text(error, "type"), Text(error, "param"), Text(error, "code"))
                : new UpstreamError(UpstreamError.Clean(error.ToString(), secret), null, null, null);
        }

        // Only without any of the members of a real answer is a bare message an error.
        return root.TryGetProperty("choices", out _) || root.TryGetProperty("data", out _) || Message(root) is not { } message
            ? null
            : new UpstreamError(UpstreamError.Clean(message, secret), Text(root, "type"), null, Text(root, "code"));
    }

    private static string? Message(JsonElement holder) =>
        MessageNames.Select(name => Text(holder, name)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
}
