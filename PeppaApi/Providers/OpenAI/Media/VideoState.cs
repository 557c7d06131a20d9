using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>A video as an upstream tells of it.</summary>
public sealed record VideoState(string Id, JsonObject Content)
{
    private const int LongestId = 100;

    /// <summary>queued, in_progress, completed or failed; anything else says nothing.</summary>
    public string? Status => Text(Content["status"]);

    /// <summary>From 0 to 100.</summary>
    public int Progress => Content["progress"] is JsonValue value && value.TryGetValue(out double percent) ? (int)Math.Clamp(percent, 0, 100) : 0;

    public string? Prompt => Text(Content["prompt"]);

    public string? FailReason => Text((Content["error"] as JsonObject)?["message"]);

    /// <returns>None if the body is no video.</returns>
    public static VideoState? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject content && Text(content["id"]) is { Length: > 0 and <= LongestId } id ? new VideoState(id, content) : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>For the client: what the relay knows, and of the upstream's words those that are the client's own business.</summary>
    /// <param name="said">What the upstream says of it; none if it cannot be asked.</param>
    public static JsonObject Write(VideoFacts facts, VideoState? said) => new()
    {
        ["id"] = facts.Id,
        ["object"] = "video",
        ["model"] = facts.Model,
        ["status"] = facts.Status,
        ["progress"] = facts.Progress,
        ["created_at"] = facts.CreatedAt.ToUnixTimeSeconds(),
        ["completed_at"] = facts.CompletedAt?.ToUnixTimeSeconds(),
        ["expires_at"] = said?.Content["expires_at"]?.DeepClone(),
        ["prompt"] = said?.Content["prompt"]?.DeepClone(),
        ["seconds"] = facts.Seconds,
        ["size"] = facts.Size,
        ["remixed_from_video_id"] = facts.RemixOf,
        ["error"] = facts.FailCode is null ? null : new JsonObject { ["code"] = facts.FailCode, ["message"] = said?.FailReason ?? "The video failed and was not charged." },
    };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}

/// <summary>What the relay knows of a video by itself, which wins over what an upstream says.</summary>
/// <param name="RemixOf">The video that it changes.</param>
public sealed record VideoFacts(
    string Id, string Model, string Status, int Progress, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt, string Seconds, string? Size, string? RemixOf, string? FailCode);
