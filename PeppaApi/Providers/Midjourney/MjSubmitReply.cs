using System.Text.Json.Nodes;

namespace PeppaApi.Providers.Midjourney;

/// <summary>What an upstream answered to a submission (vendors/midjourney-proxy.md, 2).</summary>
public sealed record MjSubmitReply(int Code, JsonObject Body)
{
    /// <summary>The task; none where there is no single one.</summary>
    public string? TaskId => MjJson.TextOf(Body["result"]) is { Length: > 0 and <= 100 } id ? id : null;

    public bool IsAccepted => Code is 1 or 22;

    /// <summary>With code 21: whether the task is there already and done; else the upstream asks for more before it begins.</summary>
    public bool IsThere => Body["properties"] is JsonObject properties && (properties["status"] is not null || properties["imageUrl"] is not null);

    /// <summary>Whether another upstream may take it: this one is full, has no account, or failed.</summary>
    public bool MayTryAnother => Code is 3 or 5 or 9 or 23 or 30;

    /// <summary>Why it was refused, in a word of ours.</summary>
    public string FailCode => Code switch
    {
        3 => "upstream_not_found",
        4 => "invalid_request",
        21 => "already_exists",
        23 => "queue_full",
        24 => "banned_prompt",
        _ => "upstream_refused",
    };

    /// <summary>The answer, or <see langword="null"/> if it is none.</summary>
    public static MjSubmitReply? Read(ReadOnlySpan<byte> body) =>
        MjJson.Parse(body) is { } node && MjJson.NumberOf(node["code"]) is { } code and >= 0 and < 1000 ? new MjSubmitReply((int)code, node) : null;

    /// <summary>The answer of an upstream that is known to have taken a task.</summary>
    public static MjSubmitReply Taken(string taskId) => new(1, new JsonObject
    {
        ["code"] = 1,
        ["description"] = "提交成功",
        ["result"] = taskId,
        ["properties"] = new JsonObject(),
    });

    /// <summary>The answer for the client, with the id that it knows in place of the upstream's.</summary>
    public byte[] Write(string? publicId)
    {
        var body = (JsonObject)Body.DeepClone();
        if (TaskId is not null || Code is not 1)
        {
            body["result"] = publicId;
        }

        if (body["properties"] is JsonObject properties)
        {
            properties.Remove("discordInstanceId");
            properties.Remove("imageUrl");
        }

        return MjJson.Write(body);
    }
}
