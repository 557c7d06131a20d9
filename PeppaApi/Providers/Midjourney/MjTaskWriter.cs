using System.Text.Json.Nodes;

namespace PeppaApi.Providers.Midjourney;

/// <summary>What the relay knows of a task by itself, which wins over what an upstream says.</summary>
/// <param name="Status">In the protocol's words.</param>
/// <param name="FailReason">Why the relay gave it up; none leaves the upstream's own words.</param>
public sealed record MjTaskFacts(
    string Id, string Action, string Mode, string Status, string Progress, DateTimeOffset SubmittedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? FailReason);

/// <summary>Writes a task for the client: the relay's facts, and of the upstream's only fields that are the client's own business.</summary>
public static class MjTaskWriter
{
    private const string Failure = "FAILURE";
    private static readonly string[] Passed = ["prompt", "promptEn", "description", "state", "buttons", "customId", "botType", "seed", "width", "height"];
    private static readonly string[] PassedLinks = ["imageUrl", "imageUrls", "thumbnailUrl", "videoUrl", "videoUrls"];
    private static readonly string[] PassedProperties = ["finalPrompt", "finalZhPrompt"];

    /// <param name="upstream">What the upstream says of it; none if it cannot be asked.</param>
    /// <param name="link">Where the relay serves a picture, by its place among several; none passes the upstream's links as they are.</param>
    public static JsonObject Write(MjTaskFacts facts, MjTask? upstream, Func<int?, Uri>? link)
    {
        var task = new JsonObject
        {
            ["id"] = facts.Id,
            ["action"] = facts.Action,
            ["status"] = facts.Status,
            ["progress"] = facts.Progress,
            ["submitTime"] = facts.SubmittedAt.ToUnixTimeMilliseconds(),
            ["startTime"] = facts.StartedAt?.ToUnixTimeMilliseconds(),
            ["finishTime"] = facts.FinishedAt?.ToUnixTimeMilliseconds(),
            ["mode"] = facts.Mode.Length > 0 ? facts.Mode.ToUpperInvariant() : null,
            ["failReason"] = facts.FailReason ?? (facts.Status == Failure ? upstream?.FailReason : null),
            ["imageUrl"] = null,
        };
        foreach (var name in Passed)
        {
            task[name] = upstream?.Content[name]?.DeepClone();
        }

        task["properties"] = Pick(upstream?.Content["properties"] as JsonObject, PassedProperties);
        WriteLinks(task, upstream, link);
        return task;
    }

    private static void WriteLinks(JsonObject task, MjTask? upstream, Func<int?, Uri>? link)
    {
        // What failed was given back: of a preview there is no link, as the relay serves none.
        if (upstream?.Picture() is null || (string?)task["status"] == Failure)
        {
            return;
        }

        if (link is null)
        {
            foreach (var (name, value) in Pick(upstream.Content, PassedLinks).ToList())
            {
                task[name] = value?.DeepClone();
            }

            return;
        }

        task["imageUrl"] = link(null).ToString();
        if (upstream.Content["imageUrls"] is JsonArray several)
        {
            task["imageUrls"] = new JsonArray([.. several.Select((_, index) => (JsonNode)new JsonObject { ["url"] = link(index).ToString() })]);
        }
    }

    private static JsonObject Pick(JsonObject? source, string[] names)
    {
        var picked = new JsonObject();
        foreach (var name in names)
        {
            if (source?[name] is { } value)
            {
                picked[name] = value.DeepClone();
            }
        }

        return picked;
    }
}
