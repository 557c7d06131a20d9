using System.Text;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>What an OpenAI-like upstream may say.</summary>
internal static class Replies
{
    public const string Usage = """{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}""";

    public static RequestDelegate Json(string body, int status = 200) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    };

    public static RequestDelegate Chat(string content = "Paris.", string usage = Usage) => Json(Whole(content, usage));

    public static string Whole(string content, string usage) =>
        $$"""{"id":"chatcmpl-fx1","object":"chat.completion","created":1704164645,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"{{content}}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{{usage}},"x_vendor":{"kept":[1,2]} }""";

    public static string Chunk(string delta, string finish = "null", string? usage = "null") =>
        "data: {\"id\":\"chatcmpl-fx2\",\"object\":\"chat.completion.chunk\",\"created\":1704164646,\"model\":\"gpt-4o-mini-2024-07-18\","
        + $"\"choices\":[{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{finish}}}]"
        + (usage is null ? "" : $",\"usage\":{usage}") + "}\n\n";

    public static string UsageChunk(string usage = Usage) =>
        "data: {\"id\":\"chatcmpl-fx2\",\"object\":\"chat.completion.chunk\",\"created\":1704164646,\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[],\"usage\":" + usage + "}\n\n";

    public const string Done = "data: [DONE]\n\n";

    /// <summary>A whole stream that says "Hello!", with the usage chunk.</summary>
    public static string[] Hello(string usage = Usage) =>
    [
        Chunk("""{"role":"assistant","content":""}"""),
        Chunk("""{"content":"Hello"}"""),
        Chunk("""{"content":"!"}"""),
        Chunk("{}", "\"stop\""),
        UsageChunk(usage),
        Done,
    ];

    public static RequestDelegate Stream(params string[] parts) => Stream(TimeSpan.Zero, parts);

    public static RequestDelegate Stream(TimeSpan pause, params string[] parts) => async context =>
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        foreach (var part in parts)
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(part), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, context.RequestAborted);
            }
        }
    };

    /// <summary>Streams or not, as the request asks.</summary>
    public static RequestDelegate Either() => context =>
        ((string)context.Items["body"]!).Contains("\"stream\":true", StringComparison.Ordinal) ? Stream(Hello())(context) : Chat()(context);

    public static RequestDelegate Then(this RequestDelegate first, RequestDelegate afterwards)
    {
        var count = 0;
        return context => (Interlocked.Increment(ref count) == 1 ? first : afterwards)(context);
    }

    /// <summary>Breaks the connection off after the parts, in the middle of everything.</summary>
    public static RequestDelegate StreamThenCut(params string[] parts) => async context =>
    {
        await Stream(parts)(context);
        await Task.Delay(200);
        context.Abort();
    };

    public static RequestDelegate Hang() => context => Task.Delay(Timeout.Infinite, context.RequestAborted);
}
