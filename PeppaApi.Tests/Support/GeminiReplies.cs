using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>What a Gemini-like upstream may say.</summary>
internal static class GeminiReplies
{
    public const string Usage = """{"promptTokenCount":20,"cachedContentTokenCount":5,"candidatesTokenCount":2,"thoughtsTokenCount":1,"totalTokenCount":23}""";

    public static string Whole(string parts = """[{"text":"Paris."}]""", string finish = "STOP", string usage = Usage) =>
        $$"""{"candidates":[{"content":{"parts":{{parts}},"role":"model"},"finishReason":"{{finish}}","index":0}],"usageMetadata":{{usage}},"modelVersion":"gemini-x-001","responseId":"fx1","x_vendor":[1, 2] }""";

    public static string Chunk(string parts, string finish = "", string usage = Usage) =>
        $$"""data: {"candidates":[{"content":{"parts":{{parts}},"role":"model"}{{(finish.Length > 0 ? $",\"finishReason\":\"{finish}\"" : "")}},"index":0}],"usageMetadata":{{usage}},"modelVersion":"gemini-x-001","responseId":"fx1"}""" + "\r\n\r\n";

    /// <summary>A whole stream that says "Hello!".</summary>
    public static string[] Hello { get; } =
    [
        Chunk("""[{"text":"Hello"}]""", usage: """{"promptTokenCount":20,"totalTokenCount":20}"""),
        Chunk("""[{"text":"!"}]""", "STOP"),
    ];

    public static string Error(int code, string status, string message, string details = "[]") =>
        $$$"""{"error":{"code":{{{code}}},"message":"{{{message}}}","status":"{{{status}}}","details":{{{details}}}}}""";

    /// <summary>Streams or not, as the address asks.</summary>
    public static RequestDelegate Either(string[] stream, string whole) => context =>
        context.Request.Path.Value!.EndsWith(":streamGenerateContent", StringComparison.Ordinal) ? Replies.Stream(stream)(context) : Replies.Json(whole)(context);

    public static RequestDelegate Either() => Either(Hello, Whole());
}
