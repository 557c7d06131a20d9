using System.Buffers;
using System.Text;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers;

/// <summary>Text that is copied into its frame is what a writer that reads and writes each event anew would have written.</summary>
public sealed class TextFrameTests
{
    private static readonly string[] OpenAIEvents =
    [
        Replies.Chunk("""{"role":"assistant","content":""}"""),
        Replies.Chunk("""{"reasoning_content":"let me"}"""),
        Replies.Chunk("""{"reasoning_content":" see \"it\""}"""),
        Replies.Chunk("""{"content":"x\n","reasoning_content":"both"}"""),
        Replies.Chunk("""{"content":"x\n\t\\","tool_calls":null}"""),
        Replies.Chunk("""{"content":"ünïcode"}"""),
        Replies.Chunk("""{"content":"a call","tool_calls":[{"index":0,"id":"call_1","function":{"name":"look","arguments":""}}]}"""),
        Replies.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}"""),
        Replies.Chunk("""{"content":"after"}"""),
        Replies.Chunk("""{"content":"wards"}"""),
    ];

    private static readonly string[] AnthropicEvents =
    [
        """{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":3}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":" m\"m"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"seal"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"so"}}""",
        """{"type":"ping"}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"me"}}""",
        """{"type":"content_block_delta","index":1,"delta":{"text":" t\u00e9xt","type":"text_delta"}}""",
    ];

    private static readonly string[] GeminiEvents =
    [
        GeminiReplies.Chunk("""[{"text":"think","thought":true}]"""),
        GeminiReplies.Chunk("""[{"thought":true,"text":" more"}]"""),
        GeminiReplies.Chunk("""[{"text":"one"},{"text":"two"}]"""),
        GeminiReplies.Chunk("""[{"text":"three"}]"""),
        GeminiReplies.Chunk("""[{"text":"f\"our","thoughtSignature":"abc"}]"""),
        GeminiReplies.Chunk("""[{"functionCall":{"name":"look","args":{}}}]"""),
        GeminiReplies.Chunk("""[{"text":"after"}]"""),
    ];

    private static readonly string[] DashScopeMessages =
    [
        """{"role":"assistant","content":"","reasoning_content":"let me"}""",
        """{"role":"assistant","content":"","reasoning_content":" see \"it\""}""",
        """{"role":"assistant","content":"one"}""",
        """{"role":"assistant","content":"x\n\t\\"}""",
        """{"role":"assistant","content":[{"text":"in a piece"}]}""",
        """{"role":"assistant","content":"a call","tool_calls":[{"index":0,"id":"call_1","function":{"name":"look","arguments":""}}]}""",
        """{"role":"assistant","content":"","tool_calls":[{"index":0,"id":"","function":{"arguments":"{}"}}]}""",
        """{"role":"assistant","content":"after"}""",
        """{"role":"assistant","content":"wards"}""",
    ];

    private static readonly string[] HunyuanDeltas =
    [
        """{"Role":"assistant","Content":"","ReasoningContent":"hm"}""",
        """{"Role":"assistant","Content":"one"}""",
        """{"Role":"assistant","Content":" t\u00e9xt"}""",
        """{"Role":"assistant","Content":"","ToolCalls":[{"Id":"c","Type":"function","Function":{"Name":"look","Arguments":""}}]}""",
        """{"Role":"assistant","Content":"","ToolCalls":[{"Id":"c","Type":"function","Function":{"Name":"","Arguments":"{}"}}]}""",
        """{"Role":"assistant","Content":"after"}""",
    ];

    [Theory]
    [InlineData("dashscope", "openai")]
    [InlineData("dashscope", "anthropic")]
    [InlineData("hunyuan-cloud", "openai")]
    [InlineData("hunyuan-cloud", "gemini")]
    [InlineData("openai", "anthropic")]
    [InlineData("openai", "gemini")]
    [InlineData("anthropic", "openai")]
    [InlineData("anthropic", "gemini")]
    [InlineData("gemini", "openai")]
    [InlineData("gemini", "anthropic")]
    public void Stream_FramedOrWrittenAnew_SaysTheSame(string provider, string door)
    {
        var framed = Run(provider, door, read => read);
        var anew = Run(provider, door, read => read with { Text = null });
        Assert.Equal(Unescaped(anew), Unescaped(framed));
        Assert.NotEmpty(framed);
    }

    [Fact]
    public void Stream_HalvesOfACharacter_ArriveAsTheyWereCut()
    {
        var target = StreamReplay.Target("openai");
        using var output = new OutputText(new TokenCounter(), "gpt-4o");
        var meter = target.Provider.Dialect.CreateMeter(target, output);
        var passage = Passage(target, "anthropic");
        var client = new ArrayBufferWriter<byte>();
        foreach (var chunk in (string[])["""{"content":"so"}""", """{"content":"\ud83d"}""", """{"content":"\ude00"}"""])
        {
            var one = Encoding.UTF8.GetBytes(Replies.Chunk(chunk));
            passage.Pass(client, one, meter.Read(one));
        }

        Assert.Contains("""
            "text":"\ud83d"
            """, Encoding.UTF8.GetString(client.WrittenSpan), StringComparison.Ordinal);
        Assert.True(output.UpperBound > 2);
    }

    private static string Run(string provider, string door, Func<StreamEvent, StreamEvent> change)
    {
        var target = StreamReplay.Target(provider);
        using var output = new OutputText(new TokenCounter(), "gpt-4o");
        var meter = target.Provider.Dialect.CreateMeter(target, output);
        var passage = Passage(target, door);
        var client = new ArrayBufferWriter<byte>();
        string[] events = provider switch
        {
            "anthropic" => [.. AnthropicEvents.Select(data => $"event: any\ndata: {data}\n\n")],
            "dashscope" => [.. DashScopeMessages.Select(one => $"event:result\ndata:{{\"output\":{{\"choices\":[{{\"message\":{one},\"finish_reason\":\"null\"}}]}},\"request_id\":\"r\"}}\n\n")],
            "hunyuan-cloud" => [.. HunyuanDeltas.Select(one => $"data: {{\"Choices\":[{{\"Delta\":{one},\"FinishReason\":\"\"}}],\"Id\":\"i\"}}\n\n")],
            "gemini" => GeminiEvents,
            _ => OpenAIEvents,
        };
        foreach (var one in events.Select(Encoding.UTF8.GetBytes))
        {
            passage.Pass(client, one, change(meter.Read(one)));
        }

        client.Write(passage.End([], default));
        return Encoding.UTF8.GetString(client.WrittenSpan);
    }

    private static TranslatedPassage Passage(in UpstreamTarget target, string door)
    {
        var facts = new RequestFacts { Operation = Operation.Chat, Model = "asked-for", Stream = true };
        var writer = StreamReplay.Door(door).CreateStreamWriter(new ChatStreamStart("request1", facts, 7, DateTimeOffset.UnixEpoch));
        return new TranslatedPassage(target.Provider.Dialect.CreateStreamReader(), writer, error => error);
    }

    /// <summary>The same letter may be written as itself or as an escape.</summary>
    private static string Unescaped(string json) => json.Replace("\\u00e9", "é", StringComparison.Ordinal);
}
