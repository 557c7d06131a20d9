using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>
/// A midjourney-proxy (vendors/midjourney-proxy.md): takes submissions with its secret, works on tasks a step with each question, and calls
/// back. What becomes of a task stands in its prompt: <c>fails</c>, <c>vanishes</c>, <c>twice</c>, <c>waits</c>, <c>banned</c>, <c>full</c>, <c>queued</c>,
/// <c>there</c>, <c>answered</c>, <c>mute</c>; all others succeed.
/// </summary>
internal sealed class FakeMidjourney : IDisposable
{
    public const string Secret = "fx-secret";

    /// <summary>The smallest PNG there is, as a data URL.</summary>
    public const string Png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    private readonly HttpClient _caller = new();
    private readonly ConcurrentDictionary<string, Drawing> _drawings = new();
    private long _last = 1704164645123456;

    public IReadOnlyDictionary<string, Drawing> Drawings => _drawings;

    /// <summary>What pictures are served as.</summary>
    public string PictureType { get; set; } = "image/png";

    public int PictureBytes { get; set; } = 2000;

    /// <summary>A real picture, for those who look at it.</summary>
    public byte[]? Picture { get; set; }

    /// <summary>Whether questions are answered with 500.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether questions are taken and never answered.</summary>
    public bool Hangs { get; set; }

    public int Questions { get; private set; }

    /// <summary>What submissions with <c>answered</c> in their prompt are answered.</summary>
    public string Answer { get; set; } = "{}";

    public Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/cdn/", StringComparison.Ordinal))
        {
            return PictureAsync(context);
        }

        if (context.Request.Headers["mj-api-secret"] != Secret)
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        }

        var body = JsonNode.Parse(context.Items["body"] is string { Length: > 0 } text ? text : "{}")!.AsObject();
        return path switch
        {
            "/mj/task/list-by-condition" => ListAsync(context, body),
            "/mj/submit/upload-discord-images" => Reply(context, """{"code":1,"description":"success","result":["https://cdn.example.test/u1.png","https://cdn.example.test/u2.png"]}"""),
            "/mj/submit/modal" => ResumeAsync(context, body),
            _ when path.EndsWith("/image-seed", StringComparison.Ordinal) => Reply(context, """{"code":1,"description":"成功","result":"3264547781","properties":{}}"""),
            _ => SubmitAsync(context, body),
        };
    }

    public void Dispose() => _caller.Dispose();

    /// <summary>What it tells of a task, by hand.</summary>
    public static string Tell(string id, string status, string progress = "0%") => $$"""{"id":"{{id}}","action":"IMAGINE","status":"{{status}}","progress":"{{progress}}"}""";

    private static Task Reply(HttpContext context, string json) => Replies.Json(json)(context);

    private Task SubmitAsync(HttpContext context, JsonObject body)
    {
        var prompt = (string?)body["prompt"] ?? "";
        if (prompt.Contains("banned", StringComparison.Ordinal))
        {
            return Reply(context, """{"code":24,"description":"可能包含敏感词","result":null,"properties":{"promptEn":"nude body","bannedWord":"nude"}}""");
        }

        if (prompt.Contains("answered", StringComparison.Ordinal))
        {
            return Reply(context, Answer);
        }

        if (prompt.Contains("full", StringComparison.Ordinal))
        {
            return Reply(context, """{"code":23,"description":"队列已满，请稍后尝试","result":null,"properties":{"discordInstanceId":"1118138338562560102"}}""");
        }

        if (prompt.Contains("there", StringComparison.Ordinal) && _drawings.Values.FirstOrDefault(drawing => drawing.Prompt == prompt) is { } there)
        {
            return Reply(context, $$"""{"code":21,"description":"任务已存在","result":"{{there.Id}}","properties":{"status":"SUCCESS","imageUrl":"https://cdn.example.test/final.png"} }""");
        }

        if (prompt.Contains("mute", StringComparison.Ordinal))
        {
            return TakeSilentlyAsync(context, prompt, (string?)body["notifyHook"]);
        }

        var opensWindow = (string?)body["customId"] is { } button && button.Contains("Inpaint", StringComparison.Ordinal);
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _drawings[id] = new Drawing(id, prompt, (string?)body["state"], (string?)body["notifyHook"]) { IsWindow = opensWindow };
        if (prompt.Contains("queued", StringComparison.Ordinal))
        {
            return Reply(context, $$$"""{"code":22,"description":"排队中，前面还有1个任务","result":"{{{id}}}","properties":{"numberOfQueues":1,"discordInstanceId":"1118138338562560102"}}""");
        }

        return Reply(context, opensWindow
            ? $$"""{"code":21,"description":"Waiting for window confirm","result":"{{id}}","properties":{"finalPrompt":"a red kite --ar 1:1","remix":true} }"""
            : $$"""{"code":1,"description":"提交成功","result":"{{id}}","properties":{"discordInstanceId":"1118138338562560102"} }""");
    }

    /// <summary>Takes it and calls back, but the answer is lost.</summary>
    private async Task TakeSilentlyAsync(HttpContext context, string prompt, string? hook)
    {
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _drawings[id] = new Drawing(id, prompt, null, hook);
        if (hook is not null)
        {
            using var response = await _caller.PostAsJsonAsync(hook, JsonSerializer.Deserialize<JsonElement>(Tell(id, "SUBMITTED")));
            response.EnsureSuccessStatusCode();
        }

        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task ResumeAsync(HttpContext context, JsonObject body)
    {
        var id = (string)body["taskId"]!;
        if (!_drawings.TryGetValue(id, out var drawing) || !drawing.IsWindow)
        {
            return Reply(context, """{"code":3,"description":"关联任务不存在或已失效","result":null,"properties":{}}""");
        }

        drawing.IsWindow = false;
        if (((string?)body["prompt"])?.Contains("mute", StringComparison.Ordinal) == true)
        {
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        return Reply(context, $$"""{"code":1,"description":"提交成功","result":"{{id}}","properties":{"discordInstanceId":"1118138338562560102"} }""");
    }

    private async Task ListAsync(HttpContext context, JsonObject body)
    {
        Questions++;
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        if (IsDown)
        {
            context.Response.StatusCode = 500;
            return;
        }

        var tasks = new JsonArray();
        foreach (var id in body["ids"]!.AsArray().Select(id => (string)id!))
        {
            if (_drawings.TryGetValue(id, out var drawing) && !drawing.Prompt.Contains("vanishes", StringComparison.Ordinal))
            {
                tasks.Add(drawing.Step($"{context.Request.Scheme}://{context.Request.Host}"));
                if (drawing.Prompt.Contains("twice", StringComparison.Ordinal))
                {
                    tasks.Add(drawing.Tell($"{context.Request.Scheme}://{context.Request.Host}"));
                    _ = CallBackTwiceAsync(drawing);
                }
            }
        }

        await Reply(context, tasks.ToJsonString());
    }

    /// <summary>The end, then the end again, then a report from before it.</summary>
    private async Task CallBackTwiceAsync(Drawing drawing)
    {
        if (drawing.Hook is null || !drawing.IsOver)
        {
            return;
        }

        string[] reports = [Tell(drawing.Id, "SUCCESS", "100%"), Tell(drawing.Id, "SUCCESS", "100%"), Tell(drawing.Id, "IN_PROGRESS", "46%"), Tell(drawing.Id, "FAILURE", "")];
        foreach (var report in reports)
        {
            try
            {
                using var response = await _caller.PostAsJsonAsync(drawing.Hook, JsonSerializer.Deserialize<JsonElement>(report));
            }
            catch (HttpRequestException)
            {
                // The relay was killed just now: nobody tells it again.
            }
        }
    }

    private async Task PictureAsync(HttpContext context)
    {
        context.Response.ContentType = PictureType;
        await context.Response.Body.WriteAsync(Picture ?? new byte[PictureBytes]);
    }

    internal sealed class Drawing(string id, string prompt, string? state, string? hook)
    {
        // The four answers of vendors/midjourney-proxy.md, 10.1.
        private static readonly (string Status, string? Progress)[] Steps = [("NOT_START", null), ("SUBMITTED", "0%"), ("IN_PROGRESS", "46%"), ("SUCCESS", "100%")];
        private int _step = -1;

        public string Id => id;

        public string Prompt => prompt;

        public string? Hook => hook;

        public bool IsWindow { get; set; }

        public bool Fails => prompt.Contains("fails", StringComparison.Ordinal);

        public bool IsOver => _step == Steps.Length - 1;

        public JsonObject Step(string address)
        {
            if (!IsWindow && !(prompt.Contains("waits", StringComparison.Ordinal) && _step == 2))
            {
                _step = Math.Min(_step + 1, Steps.Length - 1);
            }

            return Tell(address);
        }

        public JsonObject Tell(string address)
        {
            var (status, progress) = IsWindow ? ("MODAL", null) : IsOver && Fails ? ("FAILURE", "") : Steps[Math.Max(_step, 0)];
            return new JsonObject
            {
                ["id"] = id,
                ["properties"] = new JsonObject { ["notifyHook"] = hook, ["finalPrompt"] = prompt, ["nonce"] = "1742000000000000001", ["discordInstanceId"] = "1118138338562560102" },
                ["action"] = "IMAGINE",
                ["status"] = status,
                ["prompt"] = prompt,
                ["promptEn"] = prompt,
                ["description"] = "/imagine " + prompt,
                ["state"] = state,
                ["submitTime"] = 1704164645123,
                ["startTime"] = _step > 0 ? 1704164645400 : null,
                ["finishTime"] = IsOver ? 1704164699000 : null,
                ["imageUrl"] = _step >= 2 && !Fails ? $"{address}/cdn/{id}.png" : null,
                ["progress"] = progress,
                ["failReason"] = status == "FAILURE" ? "[Invalid parameter] Unrecognized parameter(s): --bad" : null,
                ["buttons"] = new JsonArray(new JsonObject { ["customId"] = "MJ::JOB::upsample::1::3dbbd469-36af-4a0f-8f02-df6c579e7011", ["emoji"] = "", ["label"] = "U1", ["type"] = 2, ["style"] = 2 }),
            };
        }
    }
}
