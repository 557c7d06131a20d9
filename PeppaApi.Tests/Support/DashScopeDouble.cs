using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>Alibaba's own edge: checks key, address, form and bounds, and gives a stream only to who asks by header (vendors/ali-qwen.md).</summary>
internal sealed class DashScopeDouble
{
    public const string Key = "sk-fx-ali";

    private const string Vectors = """{"output":{"embeddings":[{"text_index":0,"embedding":[0.5,-1]},{"text_index":1,"embedding":[0.25,2]}]},"usage":{"total_tokens":4},"request_id":"r"}""";

    private int _asked;

    /// <summary>What a task says of itself, one after the other, each time that it is asked for; the last one stays.</summary>
    public string[] TaskSays { get; set; } = [Text("task-done.reply.json")];

    /// <summary>Pictures that were asked for.</summary>
    public int Tasks { get; private set; }

    /// <summary>The last body that was taken.</summary>
    public JsonNode? Received { get; private set; }

    public Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Key}")
        {
            return Replies.Json(Text("key.error.json"), 401)(context);
        }

        if (context.Request.Path == "/api/v1/tasks/b2b2b2b2-0000-4000-8000-000000000001" && HttpMethods.IsGet(context.Request.Method))
        {
            return Replies.Json(TaskSays[Math.Min(_asked++, TaskSays.Length - 1)])(context);
        }

        Received = VendorDoubles.Body(context);
        if (context.Request.Path == "/api/v1/services/embeddings/text-embedding/text-embedding")
        {
            return Replies.Json(Received["input"]?["texts"] is JsonArray { Count: 2 } ? Vectors : """{"code":"InvalidParameter","message":"texts"}""")(context);
        }

        if (context.Request.Path == "/api/v1/services/aigc/text2image/image-synthesis")
        {
            Tasks++;
            var fine = context.Request.Headers["X-DashScope-Async"] == "enable" && (string?)Received["input"]?["prompt"] != null && (string?)Received["parameters"]?["size"] is "1024*1024" or null;
            return fine ? Replies.Json(Text("task.reply.json"))(context) : Replies.Json("""{"code":"InvalidParameter","message":"picture"}""", 400)(context);
        }

        var streamed = context.Request.Headers["X-DashScope-SSE"] == "enable";
        return Fault(context, Received, streamed) is { } fault ? Replies.Json($$"""{"code":"InvalidParameter","message":"{{fault}}","request_id":"r"}""", 400)(context)
            : VendorDoubles.Reply(context, streamed, "DashScope", "paris.reply.json", "hello.sse");
    }

    private static string? Fault(HttpContext context, JsonNode body, bool streamed)
    {
        var (parameters, messages) = (body["parameters"], body["input"]?["messages"]?.AsArray());
        var sees = ((string?)body["model"])?.Contains("-vl", StringComparison.Ordinal) == true;
        var route = $"/api/v1/services/aigc/{(sees ? "multimodal" : "text")}-generation/generation";
        return context.Request.Path != route ? "url error, please check url"
            : body["model"] is null || parameters is null || messages is not { Count: > 0 } ? "a member is missing"
            : (string?)parameters["result_format"] != "message" ? "result_format"
            : streamed != ((bool?)parameters["incremental_output"] == true) ? "incremental_output"
            : messages.Any(message => message!["content"] is JsonArray != sees) ? "content has the wrong form"
            : (string?)messages[^1]!["role"] is not ("user" or "tool") ? "the last message"
            : parameters["temperature"] is { } temperature && (double)temperature is < 0 or >= 2 ? "temperature"
            : parameters["top_p"] is { } mass && (double)mass is <= 0 or >= 1 ? "top_p"
            : null;
    }

    private static string Text(string name) => Encoding.UTF8.GetString(Fixture.Bytes("DashScope", name));
}
