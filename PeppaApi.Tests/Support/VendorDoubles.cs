using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>Vendors of the service page: each checks what the real one checks before it gives the reply of its fixture.</summary>
internal static class VendorDoubles
{
    public const string Hello = "Hello!";

    /// <summary>A door like OpenAI's: checks the key and the form of a conversation.</summary>
    public static RequestDelegate Compatible(string key, string folder, string reply, string stream) => context =>
    {
        if (context.Request.Headers.Authorization != $"Bearer {key}")
        {
            return Replies.Json("""{"error":{"message":"Incorrect API key provided.","code":"invalid_api_key"}}""", 401)(context);
        }

        var body = Body(context);
        return body["messages"] is not JsonArray { Count: > 0 } ? Replies.Json("""{"error":{"message":"messages is missing","code":"bad_request"}}""", 400)(context)
            : Reply(context, (bool?)body["stream"] == true, folder, reply, stream);
    };

    /// <summary>Anthropic's text completions: key, version, a prompt by turns, and a limit.</summary>
    public static RequestDelegate Completion(string key) => context =>
    {
        var (headers, body) = (context.Request.Headers, Body(context));
        if (headers["x-api-key"] != key || headers["anthropic-version"] != "2023-06-01")
        {
            return Replies.Json("""{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""", 401)(context);
        }

        var prompt = (string?)body["prompt"] ?? "";
        var sound = context.Request.Path == "/v1/complete" && body["max_tokens_to_sample"] is not null && body["messages"] is null
            && prompt.StartsWith("\n\nHuman: ", StringComparison.Ordinal) && prompt.EndsWith("\n\nAssistant:", StringComparison.Ordinal);
        return sound
            ? Reply(context, (bool?)body["stream"] == true, "Anthropic", "complete.reply.json", "complete.sse")
            : Replies.Json("""{"type":"error","error":{"type":"invalid_request_error","message":"prompt must start with Human and end with an Assistant turn"}}""", 400)(context);
    };

    public static JsonNode Body(HttpContext context) => JsonNode.Parse((string)context.Items["body"]!)!;

    public static Task Reply(HttpContext context, bool streamed, string folder, string reply, string stream) => streamed
        ? Replies.Stream(System.Text.Encoding.UTF8.GetString(Fixture.Bytes(folder, stream)))(context)
        : Replies.Json(System.Text.Encoding.UTF8.GetString(Fixture.Bytes(folder, reply)))(context);
}
