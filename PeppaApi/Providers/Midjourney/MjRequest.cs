using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeppaApi.Providers.Midjourney;

/// <summary>
/// A submission as the client sent it, checked for what the relay answers for (vendors/midjourney-proxy.md, 3). It goes on with
/// every other field as it is, but for what only the relay decides: whom the upstream calls back, and which of its accounts it uses.
/// </summary>
public sealed class MjRequest
{
    private readonly JsonObject _body;

    internal MjRequest(string path, string action, JsonObject body) => (Path, Action, _body) = (path, action, body);

    /// <summary>Where it goes, below the upstream's <c>/mj</c>.</summary>
    public string Path { get; }

    public string Action { get; }

    /// <summary>The task that it follows up on, as the client calls it.</summary>
    public string? TaskId { get; internal init; }

    /// <summary>What is to be done with it, where both stand in one text: <c>U2</c>.</summary>
    public string? Shorthand { get; internal init; }

    /// <summary>Where the client wants to hear of the task.</summary>
    public string? NotifyHook { get; internal init; }

    /// <summary>Whether it gives what a task awaits that is there already, instead of beginning a new one.</summary>
    public bool Resumes => Action == MjActions.Modal;

    /// <summary>The body for an upstream.</summary>
    /// <param name="upstreamTask">What the upstream calls the task that is followed up on.</param>
    /// <param name="mode">Which kind of account is to do it; empty leaves that to the upstream.</param>
    /// <param name="notify">Where the upstream is to call back; none has it asked instead.</param>
    public byte[] Write(string? upstreamTask, string mode, Uri? notify)
    {
        var body = (JsonObject)_body.DeepClone();
        body.Remove("notifyHook");
        body.Remove("accountFilter");
        if (upstreamTask is not null)
        {
            body[Shorthand is null ? "taskId" : "content"] = Shorthand is null ? upstreamTask : $"{upstreamTask} {Shorthand}";
        }

        if (mode.Length > 0)
        {
            body["accountFilter"] = new JsonObject { ["modes"] = new JsonArray(mode.ToUpperInvariant()) };
        }

        if (notify is not null)
        {
            body["notifyHook"] = notify.ToString();
        }

        return JsonSerializer.SerializeToUtf8Bytes(body, MjJson.Options);
    }
}
