using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Anthropic;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.Anthropic;

/// <summary>The vendor's own wire, replayed whole, cut at every byte and at random borders.</summary>
public sealed class AnthropicFixtureTests
{
    private const string Folder = "Anthropic";

    [Fact]
    public async Task ThinkingStream_SameDialect_PassesByteForByteAndIsMetered()
    {
        var stream = Fixture.Bytes(Folder, "thinking.sse");
        var replayed = await StreamReplay.AnyhowAsync(stream, "anthropic", Doors.Anthropic);
        Assert.Equal(Encoding.UTF8.GetString(stream), replayed.Client);
        Assert.Equal(new UsageReport { UncachedInput = 412, OutputText = 77 }, replayed.Usage);
        Assert.Equal((true, "I need the tool.Checking now.get_weather{\"city\": \"Oslo\"}".Length), (replayed.Finished, (int)replayed.OutputBytes));
    }

    [Fact]
    public async Task ThinkingStream_ForOpenAI_IsTheStreamExpected()
    {
        var replayed = await StreamReplay.AnyhowAsync(Fixture.Bytes(Folder, "thinking.sse"), "anthropic", Doors.OpenAI);
        var chunks = replayed.Client.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line["data: ".Length..]).ToList();
        Assert.Equal("[DONE]", chunks[^1]);
        var parsed = chunks[..^1].ConvertAll(chunk => JsonNode.Parse(chunk)!);
        string[] expected =
        [
            """{"id":"chatcmpl-msg_fx02","object":"chat.completion.chunk","model":"asked-for","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
            """{"choices":[{"delta":{"reasoning_content":"I need the tool."}}]}""",
            """{"choices":[{"delta":{"content":"Checking"}}]}""",
            """{"choices":[{"delta":{"content":" now."}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"toolu_fx02","type":"function","function":{"name":"get_weather","arguments":""}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\": "}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Oslo\"}"}}]}}]}""",
            """{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}""",
            """{"choices":[],"usage":{"prompt_tokens":412,"completion_tokens":77,"total_tokens":489}}""",
        ];
        Assert.Equal(expected.Length, parsed.Count);
        foreach (var (wanted, chunk) in expected.Zip(parsed))
        {
            Fixture.AssertSays(JsonNode.Parse(wanted), chunk);
        }
    }

    [Fact]
    public async Task OverloadedStream_EndsInAnErrorOfEachDialect()
    {
        var stream = Fixture.Bytes(Folder, "overloaded.sse");
        Assert.Equal(Encoding.UTF8.GetString(stream), (await StreamReplay.AnyhowAsync(stream, "anthropic", Doors.Anthropic)).Client);
        var translated = (await StreamReplay.AnyhowAsync(stream, "anthropic", Doors.OpenAI)).Client;
        Assert.EndsWith("""data: {"error":{"message":"Overloaded","type":"upstream_error","param":null,"code":"overloaded_error"}}""" + "\n\n", translated, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", translated, StringComparison.Ordinal);
    }

    [Fact]
    public void ToolReply_IsReadAndWrittenForOpenAI()
    {
        var body = Fixture.Bytes(Folder, "tools.reply.json");
        using var output = new OutputText(new TokenCounter(), "claude");
        var reading = AnthropicReplyReader.Read(body, output);
        Assert.Equal(new ReplyReading(true, false, new UsageReport { UncachedInput = 20, CachedRead = 1200, OutputText = 58 }), reading);
        Assert.True(output.Any);
        var facts = new RequestFacts { Operation = Operation.Chat, Model = "claude-3-5-sonnet-20241022" };
        var written = OpenAIAnswerWriter.Write(AnthropicAnswerReader.Read(body), facts, reading.Usage!.Value, DateTimeOffset.FromUnixTimeSeconds(1704164710));
        Fixture.AssertSays(Fixture.Json(Folder, "tools.openai.json"), JsonNode.Parse(written));
    }

    [Theory]
    [InlineData("tools.request.json")]
    [InlineData("thinking.request.json")]
    [InlineData("inbound.request.json")]
    public void Request_SameDialect_IsSentAsItCame(string name)
    {
        var body = Fixture.Bytes(Folder, name);
        var request = AnthropicRequestReader.Read(Operation.Chat, body);
        var pieces = AnthropicRequestEditor.Edit(request, body, request.Model, null);
        Assert.Equal(body, pieces.SelectMany(piece => piece.ToArray()));
    }

    [Fact]
    public void InboundRequest_ForOpenAI_IsTheRequestExpected()
    {
        var written = OpenAIChatWriter.Write(AnthropicChatReader.Read(Fixture.Bytes(Folder, "inbound.request.json")), StreamReplay.Target("openai", "gpt-4o-mini"));
        Assert.True(JsonNode.DeepEquals(Fixture.Json(Folder, "inbound.openai.request.json"), JsonNode.Parse(written)), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void InboundReply_OfOpenAI_IsTheMessageExpected()
    {
        var usage = new UsageReport { UncachedInput = 88, OutputText = 9 };
        var facts = new RequestFacts { Operation = Operation.Chat, Model = "gpt-4o-mini" };
        var written = AnthropicAnswerWriter.Write(OpenAIAnswerReader.Read(Fixture.Bytes(Folder, "inbound.openai.json")), facts, usage);
        Assert.True(JsonNode.DeepEquals(Fixture.Json(Folder, "inbound.reply.json"), JsonNode.Parse(written)), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void Error_IsReadAndJudged()
    {
        var error = AnthropicErrorReader.Read(Fixture.Bytes(Folder, "rate-limit.error.json"), "secret");
        Assert.Equal(("rate_limit_error", "rate_limit_error"), (error!.Type, error.Code));
        Assert.Equal(UpstreamFault.Busy, new AnthropicUpstream().Judge(429, error));
        Assert.Equal(UpstreamFault.Key, new AnthropicUpstream().Judge(400, error with { Type = "invalid_request_error", Message = "Your credit balance is too low to go on." }));
        Assert.Equal(UpstreamFault.Request, new AnthropicUpstream().Judge(400, error with { Type = "invalid_request_error" }));
        Assert.Equal(UpstreamFault.Upstream, new AnthropicUpstream().Judge(529, error with { Type = "overloaded_error" }));
    }
}
