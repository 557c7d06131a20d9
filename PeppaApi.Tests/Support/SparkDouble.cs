using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>iFlytek's edge: checks the signed address and the clock at the handshake, then the frame; answers in frames (vendors/xfyun-spark.md).</summary>
internal sealed class SparkDouble
{
    public const string Key = "fxapp001|bXlzZWNyZXRteXNlY3JldDEyMzQ1Ng|c0ffee00c0ffee00c0ffee00c0ffee00";

    /// <summary>Frames of the answer; the fixture's, unless set.</summary>
    public string[] Frames { get; set; } = Read("hello.frames");

    /// <summary>Whether the socket is closed after the last frame, as it should be.</summary>
    public bool Closes { get; set; } = true;

    /// <summary>How far the vendor's clock is from ours.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>The last frame that was sent here.</summary>
    public JsonNode? Received { get; private set; }

    public static string[] Read(string name) => File.ReadAllLines(Path.Combine(Architecture.SourceTree.Root, "PeppaApi.Tests/Providers/Spark/Fixtures", name));

    public async Task AnswerAsync(HttpContext context)
    {
        if (Refusal(context) is var (status, message))
        {
            await Replies.Json($$"""{"message":"{{message}}"}""", status)(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1 << 20];
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(length), context.RequestAborted);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        Received = JsonNode.Parse(buffer.AsSpan(0, length));
        foreach (var frame in Fault(context, Received!) is { } fault ? [fault] : Frames)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }

        if (Closes)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
        else
        {
            await Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public static string Error(int code, string message) => $$$"""{"header":{"code":{{{code}}},"message":"{{{message}}}","sid":"cht000fx03@dx18cb","status":2}}""";

    private (int Status, string Message)? Refusal(HttpContext context)
    {
        var (query, key) = (context.Request.Query, Key.Split('|'));
        var date = query["date"].ToString();
        var origin = $"host: {context.Request.Host}\ndate: {date}\nGET {context.Request.Path} HTTP/1.1";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key[1]), Encoding.UTF8.GetBytes(origin)));
        var expected = $"api_key=\"{key[2]}\", algorithm=\"hmac-sha256\", headers=\"host date request-line\", signature=\"{signature}\"";
        return query["host"] != context.Request.Host.ToString() || Encoding.UTF8.GetString(Convert.FromBase64String(query["authorization"].ToString())) != expected
            ? (401, "HMAC signature does not match")
            : (TimeProvider.System.GetUtcNow() + Skew - DateTimeOffset.ParseExact(date, "R", CultureInfo.InvariantCulture)).Duration() > TimeSpan.FromMinutes(5) ? (403, "HMAC signature cannot be verified, a valid date is required")
            : !context.WebSockets.IsWebSocketRequest ? (404, "not found")
            : null;
    }

    private static string? Fault(HttpContext context, JsonNode frame)
    {
        var chat = frame["parameter"]!["chat"]!;
        var domain = context.Request.Path.Value switch { "/v3.1/chat" => "generalv3", "/v3.5/chat" => "generalv3.5", "/v4.0/chat" => "4.0Ultra", "/v1.1/chat" => "lite", _ => "" };
        var texts = frame["payload"]!["message"]!["text"]!.AsArray();
        return (string?)frame["header"]!["app_id"] != Key.Split('|')[0] ? Error(10016, "appid is not authorised")
            : (string?)chat["domain"] != domain ? Error(10404, "domain does not fit the path")
            : chat["temperature"] is { } temperature && (double)temperature is <= 0 or > 1 ? Error(10163, "temperature")
            : (string)texts[^1]!["role"]! != "user" || texts.Any(text => (string)text!["content"]! == "") ? Error(10163, "text")
            : null;
    }
}
