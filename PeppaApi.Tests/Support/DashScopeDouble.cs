using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>Alibaba's own edge: checks key, address, form and bounds, and gives a stream only to who asks by header (vendors/ali-qwen.md).</summary>
internal sealed class DashScopeDouble
{
    public const string Key = "sk-fx-ali";

    /// <summary>The last body that was taken.</summary>
    public JsonNode? Received { get; private set; }

    public Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Key}")
        {
            return Replies.Json(Text("key.error.json"), 401)(context);
        }

        Received = VendorDoubles.Body(context);
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
