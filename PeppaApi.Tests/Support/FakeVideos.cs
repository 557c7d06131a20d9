using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>
/// An upstream that makes videos as OpenAI's API does: takes JSON and forms with its key, checks what is required, and works a step with each
/// question. What becomes of a video stands in its prompt: <c>fails</c>, <c>vanishes</c>, <c>refused</c>; all others succeed.
/// </summary>
internal sealed partial class FakeVideos
{
    public const string Key = "sk-video-upstream";
    private readonly ConcurrentDictionary<string, Video> _videos = new();
    private int _last = 6800;

    public IReadOnlyDictionary<string, Video> Videos => _videos;

    /// <summary>Whether no video is finished for now.</summary>
    public bool IsSlow { get; set; }

    /// <summary>What stands in the prompts of videos about which no question is answered for now.</summary>
    public string? Unanswered { get; set; }

    /// <summary>What is answered instead.</summary>
    public (int Status, string Body) Instead { get; set; } = (500, "{}");

    public string ContentType { get; set; } = "video/mp4";

    public byte[] Film { get; set; } = "a video"u8.ToArray();

    /// <summary>Whether it gives parts of a video, where they are asked for.</summary>
    public bool GivesParts { get; set; }

    public Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != "Bearer " + Key)
        {
            return Replies.Json("""{"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", 401)(context);
        }

        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (context.Request.Method, parts) switch
        {
            ("POST", ["v1", "videos"]) => CreateAsync(context, null),
            ("POST", ["v1", "videos", var id, "remix"]) when _videos.TryGetValue(id, out var source) => CreateAsync(context, source),
            ("GET", ["v1", "videos", var id]) when Unanswered is { } words && _videos.TryGetValue(id, out var video) && video.Prompt.Contains(words, StringComparison.Ordinal) =>
                Replies.Json(Instead.Body, Instead.Status)(context),
            ("GET", ["v1", "videos", var id]) when _videos.TryGetValue(id, out var video) && !video.Prompt.Contains("vanishes", StringComparison.Ordinal) => Tell(context, video.Step(IsSlow)),
            ("GET", ["v1", "videos", var id, "content"]) when _videos.TryGetValue(id, out var video) && video.IsOver => ContentAsync(context),
            ("DELETE", ["v1", "videos", var id]) when _videos.TryRemove(id, out _) => Tell(context, new JsonObject { ["id"] = id, ["object"] = "video.deleted", ["deleted"] = true }),
            _ => Replies.Json("""{"error":{"message":"Video not found.","type":"invalid_request_error","param":null,"code":null}}""", 404)(context),
        };
    }

    private static Task Tell(HttpContext context, JsonObject body) => Replies.Json(body.ToJsonString())(context);

    private Task CreateAsync(HttpContext context, Video? source)
    {
        var body = (string)context.Items["body"]!;
        var fields = context.Request.HasFormContentType || context.Request.ContentType!.StartsWith("multipart/", StringComparison.Ordinal)
            ? Part().Matches(body).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value)
            : JsonNode.Parse(body)!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.ToString());
        var prompt = fields.GetValueOrDefault("prompt", "");
        if (prompt.Length == 0 || prompt.Contains("refused", StringComparison.Ordinal) || (source is null && !(fields.ContainsKey("seconds") && fields.ContainsKey("size"))))
        {
            return Replies.Json("""{"error":{"message":"Your request was blocked by our moderation system.","type":"video_generation_user_error","param":null,"code":"moderation_blocked"}}""", 400)(context);
        }

        var id = $"video_{Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture)}abc";
        var video = new Video(id, source?.Model ?? fields["model"], prompt, source?.Seconds ?? fields["seconds"], source?.Size ?? fields["size"], source?.Id);
        _videos[id] = video;
        return Tell(context, video.Tell());
    }

    private async Task ContentAsync(HttpContext context)
    {
        context.Response.ContentType = context.Request.Query["variant"] == "thumbnail" ? "image/webp" : ContentType;
        var film = Film;
        if (GivesParts && context.Request.GetTypedHeaders().Range?.Ranges.Single() is { From: { } from } part)
        {
            var to = Math.Min(part.To ?? long.MaxValue, film.Length - 1);
            context.Response.StatusCode = from < film.Length ? 206 : 416;
            context.Response.Headers.ContentRange = $"bytes {from}-{to}/{film.Length}";
            film = from < film.Length ? film[(int)from..((int)to + 1)] : [];
        }

        context.Response.ContentLength = film.Length;
        await context.Response.Body.WriteAsync(film);
    }

    [GeneratedRegex("name=\"?([a-z_]+)\"?[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--", RegexOptions.Singleline)]
    private static partial Regex Part();

    internal sealed class Video(string id, string model, string prompt, string seconds, string size, string? source)
    {
        private static readonly (string Status, int Progress)[] Steps = [("queued", 0), ("in_progress", 33), ("completed", 100)];
        private int _step;

        public string Id => id;

        public string Model => model;

        public string Prompt => prompt;

        public string Seconds => seconds;

        public string Size => size;

        public bool IsOver => _step == Steps.Length - 1;

        public JsonObject Step(bool slowly)
        {
            _step = Math.Min(_step + 1, Steps.Length - (slowly ? 2 : 1));
            return Tell();
        }

        public JsonObject Tell()
        {
            var fails = IsOver && prompt.Contains("fails", StringComparison.Ordinal);
            return new JsonObject
            {
                ["id"] = id,
                ["object"] = "video",
                ["created_at"] = 1758941485,
                ["status"] = fails ? "failed" : Steps[_step].Status,
                ["completed_at"] = IsOver && !fails ? 1758941585 : null,
                ["error"] = fails ? new JsonObject { ["code"] = "video_generation_failed", ["message"] = "The video could not be generated." } : null,
                ["expires_at"] = IsOver && !fails ? 1759027885 : null,
                ["model"] = model,
                ["progress"] = Steps[_step].Progress,
                ["prompt"] = prompt,
                ["remixed_from_video_id"] = source,
                ["seconds"] = seconds,
                ["size"] = size,
            };
        }
    }
}
