using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>Tencent's edge, the cloud API and the oldest one: checks signature, clock, fields and order of roles, each with a signature of its own making (vendors/tencent-hunyuan.md, 1 and 2).</summary>
internal sealed partial class HunyuanDouble
{
    public const string Key = "1250000001|AKIDEXAMPLE0000000000000000000000000|exampleSecretKey0000000000000000";
    private const string Vectors = """{"Response":{"Data":[{"Embedding":[0.5,-1],"Index":0,"Object":"embedding"},{"Embedding":[0.25,2],"Index":1,"Object":"embedding"}],"Usage":{"PromptTokens":4,"TotalTokens":4},"RequestId":"r"}}""";
    private static readonly string[] Members = ["Model", "Messages", "Stream", "Temperature", "TopP", "Tools", "ToolChoice", "CustomTool", "Seed", "Stop"];

    /// <summary>How far the vendor's clock is from ours.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>The last body that was taken.</summary>
    public JsonNode? Received { get; private set; }

    private DateTimeOffset Now => TimeProvider.System.GetUtcNow() + Skew;

    public Task AnswerAsync(HttpContext context) => (context.Request.Path == "/hyllm/v1/chat/completions" ? Hyllm(context) : Cloud(context))(context);

    private RequestDelegate Cloud(HttpContext context)
    {
        var body = (string)context.Items["body"]!;
        if (Refusal(context, body) is { } refusal)
        {
            return Error(refusal, "no");
        }

        Received = JsonNode.Parse(body)!;
        if (context.Request.Headers["X-TC-Action"] == "GetEmbedding")
        {
            return Received["InputList"] is JsonArray { Count: 2 } && Received.AsObject().Count == 1 ? Replies.Json(Vectors) : Error("InvalidParameter", "no");
        }

        return Fault(Received.AsObject()) is { } fault ? Error(fault, "no")
            : (bool?)Received["Stream"] == true ? Replies.Stream(Text("cloud.sse"))
            : Replies.Json(Text("cloud.reply.json"));
    }

    /// <summary>By the words of the facts, not by the code that is tested.</summary>
    private string? Refusal(HttpContext context, string body)
    {
        var headers = context.Request.Headers;
        var match = Authorization().Match(headers.Authorization.ToString());
        if (!match.Success || match.Groups["id"].Value != Key.Split('|')[1])
        {
            return "AuthFailure.SecretIdNotFound";
        }

        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(headers["X-TC-Timestamp"].ToString(), CultureInfo.InvariantCulture));
        if ((Now - at).Duration() > TimeSpan.FromMinutes(5))
        {
            return "AuthFailure.SignatureExpire";
        }

        var date = at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var signed = match.Groups["signed"].Value;
        var lines = string.Concat(signed.Split(';').Select(name => $"{name}:{headers[name].ToString().ToLowerInvariant()}\n"));
        var canonical = string.Join('\n', "POST", "/", "", lines, signed, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(body))));
        var scope = $"{date}/hunyuan/tc3_request";
        var text = string.Join('\n', "TC3-HMAC-SHA256", headers["X-TC-Timestamp"].ToString(), scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = new[] { date, "hunyuan", "tc3_request" }.Aggregate(
            Encoding.UTF8.GetBytes("TC3" + Key.Split('|')[2]), (secret, word) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(word)));
        return match.Groups["scope"].Value != scope || match.Groups["signature"].Value != Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) ? "AuthFailure.SignatureFailure"
            : context.Request.Path != "/" || headers["X-TC-Version"] != "2023-09-01" || headers["X-TC-Action"].ToString() is not ("ChatCompletions" or "GetEmbedding") ? "InvalidParameter"
            : null;
    }

    private static string? Fault(JsonObject body)
    {
        var messages = body["Messages"]?.AsArray();
        if (body["Model"] is null || messages is not { Count: > 0 })
        {
            return "MissingParameter";
        }

        var roles = messages.Select(message => (string)message!["Role"]!).SkipWhile((role, index) => index == 0 && role == "system").ToList();
        return body.Any(member => !Members.Contains(member.Key)) ? "UnknownParameter"
            : roles is [] || roles[^1] is not ("user" or "tool") || roles.Zip(roles.Skip(1)).Any(pair => pair.First == pair.Second && pair.First != "tool") || roles.Contains("system") ? "InvalidParameter"
            : messages.Any(message => (string?)message!["Content"] == "" && message["ToolCalls"] is null) ? "InvalidParameterValue"
            : body["Temperature"] is { } temperature && (double)temperature is < 0 or > 2 ? "InvalidParameterValue"
            : null;
    }

    private RequestDelegate Hyllm(HttpContext context)
    {
        var body = JsonNode.Parse((string)context.Items["body"]!)!.AsObject();
        var fields = body.Where(field => field.Key != "messages").Select(field => (field.Key, Value: field.Value!.ToString()))
            .Append((Key: "messages", Value: "[" + string.Join(',', body["messages"]!.AsArray().Select(one => "{\"role\":\"" + one!["role"] + "\",\"content\":\"" + one["content"] + "\"}")) + "]"));
        var text = $"{context.Request.Host}{context.Request.Path}?" + string.Join('&', fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}"));
        var key = Key.Split('|');
#pragma warning disable CA5350 // The vendor wants it.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(key[2]), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
        var (sent, expires) = ((long?)body["timestamp"] ?? 0, (long?)body["expired"] ?? 0);
        var roles = body["messages"]!.AsArray().Select(message => (string)message!["role"]!).ToList();
        Received = body;
        return context.Request.Headers.Authorization != signature || body["app_id"]?.ToString() != key[0] || (string?)body["secret_id"] != key[1]
            || Math.Abs(sent - Now.ToUnixTimeSeconds()) > 300 || expires <= sent || expires - sent >= 90 * 86_400 || body["query_id"] is null ? Replies.Json(Text("hyllm.error.json"))
            : roles.Where((role, index) => role != (index % 2 == 0 ? "user" : "assistant")).Any() || roles.Count % 2 == 0 ? Replies.Json("""{"error":{"code":2002,"message":"messages"},"req_id":"r"}""")
            : (int?)body["stream"] == 1 ? Replies.Stream(Text("hyllm.sse"))
            : Replies.Json(Text("hyllm.reply.json"));
    }

    private static RequestDelegate Error(string code, string message) => Replies.Json($$$"""{"Response":{"Error":{"Code":"{{{code}}}","Message":"{{{message}}}"},"RequestId":"r"}}""");

    private static string Text(string name) => Encoding.UTF8.GetString(Fixture.Bytes("Hunyuan", name));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex("^TC3-HMAC-SHA256 Credential=(?<id>[^/]+)/(?<scope>[^,]+), SignedHeaders=(?<signed>[^,]+), Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization();
}
