using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeppaApi.Hosting.Demo;

/// <summary>One chat completion of the sample upstream.</summary>
internal sealed class SampleChat
{
    // About the pace of a fast model, so that the stream can be seen.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(30);
    private readonly string _id = "chatcmpl-demo-" + Guid.NewGuid().ToString("N");
    private readonly IReadOnlyList<string> _tokens;
    private readonly string _finishReason;
    private readonly int _promptTokens;
    private readonly JsonNode? _model;
    private readonly bool _includeUsage;

    public SampleChat(SampleReply reply, JsonObject request)
    {
        (_tokens, _finishReason) = reply.Take(Number(request["max_completion_tokens"] ?? request["max_tokens"]));
        _promptTokens = reply.CountPrompt(request["messages"]);
        _model = request["model"];
        _includeUsage = request["stream_options"] is JsonObject options && options["include_usage"]?.GetValueKind() == JsonValueKind.True;
    }

    public async Task<JsonObject> WholeAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Pace, cancellationToken);
        var message = new JsonObject { ["role"] = "assistant", ["content"] = string.Concat(_tokens) };
        var body = Envelope("chat.completion");
        body["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = _finishReason });
        body["usage"] = Usage();
        return body;
    }

    public async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        await SendAsync(context, Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null));
        foreach (var token in _tokens)
        {
            await Task.Delay(Pace, context.RequestAborted);
            await SendAsync(context, Chunk(new JsonObject { ["content"] = token }, null));
        }

        await SendAsync(context, Chunk([], _finishReason));
        if (_includeUsage)
        {
            var last = Envelope("chat.completion.chunk");
            last["choices"] = new JsonArray();
            last["usage"] = Usage();
            await SendAsync(context, last);
        }

        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    private static async Task SendAsync(HttpContext context, JsonObject chunk)
    {
        await context.Response.WriteAsync($"data: {chunk.ToJsonString(SampleReply.Json)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static long? Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue<long>(out var value) ? value : null;

    private JsonObject Chunk(JsonObject delta, string? finishReason)
    {
        var chunk = Envelope("chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finishReason });
        return chunk;
    }

    private JsonObject Envelope(string kind) => new()
    {
        ["id"] = _id,
        ["object"] = kind,
        ["created"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
        ["model"] = _model?.DeepClone(),
    };

    private JsonObject Usage() => new()
    {
        ["prompt_tokens"] = _promptTokens,
        ["completion_tokens"] = _tokens.Count,
        ["total_tokens"] = _promptTokens + _tokens.Count,
    };
}
