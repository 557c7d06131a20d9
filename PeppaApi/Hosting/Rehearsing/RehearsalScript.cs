using System.Text;

namespace PeppaApi.Hosting.Rehearsing;

/// <summary>What is asked and answered in a rehearsal: a whole reply and a stream in each of the dialects that most programs speak.</summary>
internal static class RehearsalScript
{
    public const string UpstreamPath = "/upstream";

    /// <summary>Each offers one model, which has its name.</summary>
    public static readonly string[] Providers = ["openai", "anthropic", "gemini"];

    public static readonly (string Path, string Body)[] Requests =
    [
        ("/v1/chat/completions", """{"model":"openai","max_tokens":9,"messages":[{"role":"user","content":"?"}]}"""),
        ("/v1/chat/completions", """{"model":"openai","max_tokens":9,"messages":[{"role":"user","content":"?"}],"stream":true,"stream_options":{"include_usage":true}}"""),
        ("/v1/messages", """{"model":"anthropic","max_tokens":9,"messages":[{"role":"user","content":"?"}]}"""),
        ("/v1/messages", """{"model":"anthropic","max_tokens":9,"messages":[{"role":"user","content":"?"}],"stream":true}"""),
        ("/v1beta/models/gemini:generateContent", """{"contents":[{"role":"user","parts":[{"text":"?"}]}],"generationConfig":{"maxOutputTokens":9}}"""),
        ("/v1beta/models/gemini:streamGenerateContent?alt=sse", """{"contents":[{"role":"user","parts":[{"text":"?"}]}],"generationConfig":{"maxOutputTokens":9}}"""),
    ];

    private const string OpenAIReply =
        """{"id":"r","object":"chat.completion","created":1,"model":"openai","choices":[{"index":0,"message":{"role":"assistant","content":"!"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    private const string AnthropicReply =
        """{"id":"r","type":"message","role":"assistant","model":"anthropic","content":[{"type":"text","text":"!"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}""";

    private const string GeminiReply =
        """{"candidates":[{"content":{"parts":[{"text":"!"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2}}""";

    private static readonly string[] OpenAIEvents =
    [
        """data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"openai","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
        """data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"openai","choices":[{"index":0,"delta":{"content":"!"},"finish_reason":null}]}""",
        """data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"openai","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
        """data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"openai","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""",
        "data: [DONE]",
    ];

    private static readonly string[] AnthropicEvents =
    [
        """event: message_start""" + "\n" + """data: {"type":"message_start","message":{"id":"r","type":"message","role":"assistant","model":"anthropic","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}""",
        """event: content_block_start""" + "\n" + """data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """event: content_block_delta""" + "\n" + """data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"!"}}""",
        """event: content_block_stop""" + "\n" + """data: {"type":"content_block_stop","index":0}""",
        """event: message_delta""" + "\n" + """data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":1}}""",
        """event: message_stop""" + "\n" + """data: {"type":"message_stop"}""",
    ];

    private static readonly string[] GeminiEvents = ["data: " + GeminiReply];

    /// <summary>The upstream.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var stream = path.Contains(":stream", StringComparison.Ordinal) || (await reader.ReadToEndAsync(context.RequestAborted)).Contains("\"stream\":true", StringComparison.Ordinal);
        var (reply, events) = path.Contains(Providers[0], StringComparison.Ordinal) ? (OpenAIReply, OpenAIEvents)
            : path.Contains(Providers[1], StringComparison.Ordinal) ? (AnthropicReply, AnthropicEvents)
            : (GeminiReply, GeminiEvents);
        context.Response.ContentType = stream ? "text/event-stream" : "application/json";
        foreach (var piece in stream ? events.Select(one => one + "\n\n") : [reply])
        {
            await context.Response.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
