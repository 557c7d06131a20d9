using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>Zhipu's edge, version 3: checks the token's signature and times, and the prompt (vendors/zhipu-chatglm.md, 1 and 2).</summary>
internal static class ChatGlmDouble
{
    public const string Key = "9f2ab7c4d1e84e60.Vb3kT9qLmX2sYw7R";
    public const string Whole = """{"code":200,"msg":"ok","data":{"request_id":"7330000000000000001","task_id":"7330000000000000001","task_status":"SUCCESS","choices":[{"role":"assistant","content":"\" \\\"hi\\\"\\n\\\"hi\\\"\""}],"usage":{"total_tokens":16,"prompt_tokens":9,"completion_tokens":7}},"success":true}""";

    public static RequestDelegate Answer { get; } = AnswerAt(TimeSpan.Zero);

    /// <param name="skew">How far the vendor's clock is from ours.</param>
    public static RequestDelegate AnswerAt(TimeSpan skew) => context => Reply(context, skew)(context);

    private static RequestDelegate Reply(HttpContext context, TimeSpan skew)
    {
        if (!IsSigned(context.Request.Headers.Authorization.ToString(), skew))
        {
            return Error(1002, "Authorization Token is illegal");
        }

        var body = JsonNode.Parse((string)context.Items["body"]!)!;
        var roles = body["prompt"]?.AsArray().Select(message => (string)message!["role"]!).ToList() ?? [];
        return roles.Count == 0 || roles[^1] != "user" || roles.Exists(role => role is not ("user" or "assistant")) ? Error(1214, "prompt is illegal")
            : body["temperature"] is { } temperature && (double)temperature is <= 0 or > 1 ? Error(1214, "temperature is illegal")
            : context.Request.Path == "/api/paas/v3/model-api/chatglm_pro/sse-invoke" ? Replies.Stream(Encoding.UTF8.GetString(Fixture.Bytes("ChatGlm", "hello.sse")))
            : context.Request.Path == "/api/paas/v3/model-api/chatglm_pro/invoke" ? Replies.Json(Whole)
            : Error(1211, "no such model");
    }

    private static RequestDelegate Error(int code, string message) => Replies.Json($$"""{"code":{{code}},"msg":"{{message}}","success":false}""");

    private static bool IsSigned(string token, TimeSpan skew)
    {
        var (parts, key) = (token.Split('.'), Key.Split('.'));
        if (parts.Length != 3)
        {
            return false;
        }

        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key[1]), Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"));
        var payload = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        var now = (TimeProvider.System.GetUtcNow() + skew).ToUnixTimeMilliseconds();
        return parts[2] == Base64Url.EncodeToString(signature)
            && (string)payload["api_key"]! == key[0]
            && Math.Abs((long)payload["timestamp"]! - now) < 60_000
            && (long)payload["exp"]! > now && (long)payload["exp"]! < now + 600_000;
    }
}
