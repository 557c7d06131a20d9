using Microsoft.AspNetCore.Http;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>What the upstream says to the clients' tour: chat, streaming, tools, embeddings (vendors/openai.md, 15).</summary>
internal static class TourReplies
{
    public const string ToolModel = "gpt-4o";
    public const string EmbeddingModel = "text-embedding-3-small";

    // gpt-4o-mini: $0.15 in, $0.60 out per million; 9 and 3 tokens.
    public const long ChatCost = (9 * 150) + (3 * 600);

    // gpt-4o: $2.50 in, $10 out per million; 62 and 34 tokens.
    public const long ToolCost = (62 * 2_500) + (34 * 10_000);

    // text-embedding-3-small: $0.02 per million; 2 tokens.
    public const long EmbeddingCost = 2 * 20;

    private const string ToolUsage = """{"prompt_tokens":62,"completion_tokens":34,"total_tokens":96,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}}""";

    // 0.5 and -1 as little-endian floats, once for each input.
    private const string Embeddings =
        """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AAAAPwAAgL8="},{"object":"embedding","index":1,"embedding":"AACAvwAAAD8="}],"model":"text-embedding-3-small","usage":{"prompt_tokens":2,"total_tokens":2}}""";

    /// <summary>Fixture 15.3: a stream with two tool calls, and the usage chunk that is asked for.</summary>
    public static string[] Tools { get; } =
    [
        Replies.Chunk("""{"role":"assistant","content":null}"""),
        Replies.Chunk("""{"tool_calls":[{"index":0,"id":"call_fxA","type":"function","function":{"name":"get_weather","arguments":""}}]}"""),
        Replies.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]}"""),
        Replies.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"ty\":\"Oslo\"}"}}]}"""),
        Replies.Chunk("""{"tool_calls":[{"index":1,"id":"call_fxB","type":"function","function":{"name":"get_weather","arguments":""}}]}"""),
        Replies.Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":"{\"city\":\"Rome\"}"}}]}"""),
        Replies.Chunk("{}", "\"tool_calls\""),
        Replies.UsageChunk(ToolUsage),
        Replies.Done,
    ];

    public static RequestDelegate Script { get; } = context => Choose(context)(context);

    /// <summary>Asserts that the tour, made in this order, was charged exactly.</summary>
    public static async Task AssertChargedAsync(RelayBed bed)
    {
        var records = await bed.RecordsAsync();
        Assert.Equal(
            [(RelayBed.Model, false, ChatCost), (RelayBed.Model, true, ChatCost), (ToolModel, true, ToolCost), (EmbeddingModel, false, EmbeddingCost)],
            records.Select(record => (record.Model, record.Stream, record.Charged)));
        Assert.All(records, record => Assert.Equal((UsageBasis.Reported, UsageStatus.Succeeded), (record.Basis, record.Status)));
        await bed.AssertSoundAsync();
    }

    private static RequestDelegate Choose(HttpContext context)
    {
        var body = (string)context.Items["body"]!;
        return context.Request.Path == "/v1/embeddings" ? Replies.Json(Embeddings)
            : body.Contains("\"tools\"", StringComparison.Ordinal) ? Replies.Stream(Tools)
            : body.Contains("\"stream\":true", StringComparison.Ordinal) ? Replies.Stream(Replies.Hello())
            : Replies.Chat();
    }
}
