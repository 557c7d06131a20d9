using System.Globalization;
using System.Text.Json.Nodes;

namespace PeppaApi.Providers.Midjourney;

public enum MjStatus
{
    /// <summary>A word that is not known: nothing follows from it.</summary>
    Unknown,
    Waiting,
    Running,
    Modal,
    Success,
    Failure,
    Cancelled,
}

/// <summary>A task as an upstream tells of it (vendors/midjourney-proxy.md, 5).</summary>
public sealed record MjTask(string Id, JsonObject Content)
{
    public MjStatus Status => MjJson.TextOf(Content["status"]) switch
    {
        "NOT_START" or "SUBMITTED" => MjStatus.Waiting,
        "IN_PROGRESS" => MjStatus.Running,
        "MODAL" => MjStatus.Modal,
        "SUCCESS" => MjStatus.Success,
        "FAILURE" => MjStatus.Failure,
        "CANCEL" => MjStatus.Cancelled,
        _ => MjStatus.Unknown,
    };

    /// <summary>From 0 to 100.</summary>
    public int Progress => int.TryParse(MjJson.TextOf(Content["progress"])?.TrimEnd('%'), CultureInfo.InvariantCulture, out var percent) ? Math.Clamp(percent, 0, 100) : 0;

    public DateTimeOffset? StartedAt =>
        MjJson.NumberOf(Content["startTime"]) is { } at and > 0 and < 4_000_000_000_000 ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    public string? FailReason => MjJson.TextOf(Content["failReason"]);

    /// <summary>What it was asked for, as the upstream has it in the end.</summary>
    public string? Prompt => MjJson.TextOf((Content["properties"] as JsonObject)?["finalPrompt"]) is { Length: > 0 } final ? final : MjJson.TextOf(Content["prompt"]);

    /// <summary>What can be done with it next.</summary>
    public IEnumerable<(string CustomId, string Label)> Buttons => (Content["buttons"] as JsonArray ?? []).OfType<JsonObject>()
        .Select(button => (CustomId: MjJson.TextOf(button["customId"]) ?? "", Label: MjJson.TextOf(button["label"]) is { Length: > 0 } label ? label : MjJson.TextOf(button["emoji"]) ?? ""))
        .Where(button => button.CustomId.Length > 0);

    public int PictureCount => (Content["imageUrls"] as JsonArray)?.Count ?? 0;

    /// <summary>A picture of it: the one, or one of several.</summary>
    public string? Picture(int? index = null) => index is not { } number
        ? MjJson.TextOf(Content["imageUrl"]) ?? MjJson.TextOf((Content["imageUrls"] as JsonArray)?.FirstOrDefault()?["url"])
        : MjJson.TextOf((Content["imageUrls"] as JsonArray)?.ElementAtOrDefault(number)?["url"]);

    public static MjTask? Of(JsonObject? content) => content is not null && MjJson.TextOf(content["id"]) is { Length: > 0 and <= 100 } id ? new MjTask(id, content) : null;

    public static MjTask? Read(ReadOnlySpan<byte> body) => Of(MjJson.Parse(body));

    public static IEnumerable<MjTask> ReadList(ReadOnlySpan<byte> body) => MjJson.ParseList(body).Select(Of).OfType<MjTask>();
}
