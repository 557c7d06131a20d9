using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Gemini;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.Gemini;

/// <summary>The vendor's own wire, replayed whole, cut at every byte and at random borders.</summary>
public sealed class GeminiFixtureTests
{
    private const string Folder = "Gemini";
    private static readonly DoorCall Chat = new(Operation.Chat, "gemini-2.0-flash");

    [Fact]
    public async Task ThinkingStream_SameDialect_PassesByteForByteAndIsMetered()
    {
        var stream = Fixture.Bytes(Folder, "thinking.sse");
        var replayed = await StreamReplay.AnyhowAsync(stream, "gemini", Doors.Gemini);
        Assert.Equal(Encoding.UTF8.GetString(stream), replayed.Client);
        Assert.Equal(new UsageReport { UncachedInput = 41, OutputText = 17, Reasoning = 20 }, replayed.Usage);
        Assert.Equal((true, "The tool is needed.Checking.get_weathercityOslo".Length), (replayed.Finished, (int)replayed.OutputBytes));
    }

    [Fact]
    public async Task ThinkingStream_AsAnArray_HasTheSameElements()
    {
        var stream = Encoding.UTF8.GetString(Fixture.Bytes(Folder, "thinking.sse"));
        var replayed = await StreamReplay.AnyhowAsync(Encoding.UTF8.GetBytes(stream), "gemini", Doors.GeminiArray);
        var chunks = stream.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries).Select(chunk => chunk["data: ".Length..]);
        Assert.Equal($"[{string.Join(",\r\n", chunks)}]", replayed.Client);
    }

    [Fact]
    public async Task ThinkingStream_ForOpenAI_IsTheStreamExpected()
    {
        var replayed = await StreamReplay.AnyhowAsync(Fixture.Bytes(Folder, "thinking.sse"), "gemini", Doors.OpenAI);
        var chunks = replayed.Client.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line["data: ".Length..]).ToList();
        Assert.Equal("[DONE]", chunks[^1]);
        var parsed = chunks[..^1].ConvertAll(chunk => JsonNode.Parse(chunk)!);
        string[] expected =
        [
            """{"id":"chatcmpl-fxResp0002","object":"chat.completion.chunk","model":"asked-for","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
            """{"choices":[{"delta":{"reasoning_content":"The tool is needed."}}]}""",
            """{"choices":[{"delta":{"content":"Checking."}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_fxResp0002_0_seal_c2lnLWZ4","type":"function","function":{"name":"get_weather","arguments":""}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":\"Oslo\"}"}}]}}]}""",
            """{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}""",
            """{"choices":[],"usage":{"prompt_tokens":41,"completion_tokens":37,"total_tokens":78,"completion_tokens_details":{"reasoning_tokens":20}}}""",
        ];
        Assert.Equal(expected.Length, parsed.Count);
        foreach (var (wanted, chunk) in expected.Zip(parsed))
        {
            Fixture.AssertSays(JsonNode.Parse(wanted), chunk);
        }
    }

    [Fact]
    public async Task OpenAIStream_ForGemini_HasCallsWholeAndUsageLast()
    {
        var replayed = await StreamReplay.AnyhowAsync(Fixture.Bytes("OpenAI", "two-tools.sse"), "openai", Doors.Gemini);
        var chunks = replayed.Client.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line["data: ".Length..])!).ToList();
        var last = chunks[^1]["candidates"]![0]!;
        Assert.Equal("STOP", (string)last["finishReason"]!);
        var calls = last["content"]!["parts"]!.AsArray().Select(part => part!["functionCall"]!).ToList();
        Assert.Equal(2, calls.Count);
        Assert.All(calls, call => Assert.Equal(("get_weather", true), ((string)call["name"]!, call["args"] is JsonObject { Count: > 0 })));
        Assert.All(chunks, chunk => Assert.Equal(chunk == chunks[^1], chunk["usageMetadata"] is not null));
    }

    [Fact]
    public void PlainReply_IsReadAndWrittenForOpenAI()
    {
        var (reading, written) = ForOpenAI("plain.reply.json");
        Assert.Equal(new ReplyReading(true, false, new UsageReport { UncachedInput = 10, OutputText = 2 }), reading);
        Fixture.AssertSays(
            JsonNode.Parse("""{"id":"chatcmpl-fxResp0001","choices":[{"message":{"role":"assistant","content":"Paris\n"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}"""),
            written);
    }

    [Fact]
    public async Task BlockedPrompt_IsAFilteredAnswer()
    {
        var (reading, written) = ForOpenAI("blocked.reply.json");
        Assert.Equal(new ReplyReading(true, false, new UsageReport { UncachedInput = 8 }), reading);
        Fixture.AssertSays(JsonNode.Parse("""{"choices":[{"message":{"content":""},"finish_reason":"content_filter"}],"usage":{"total_tokens":8}}"""), written);
        byte[] stream = [.. "data: "u8, .. Fixture.Bytes(Folder, "blocked.reply.json").AsSpan().TrimEnd("\n"u8), .. "\r\n\r\n"u8];
        var replayed = await StreamReplay.AnyhowAsync(stream, "gemini", Doors.OpenAI);
        Assert.True(replayed.Finished);
        Assert.Contains("\"finish_reason\":\"content_filter\"", replayed.Client, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain.request.json")]
    [InlineData("thinking.request.json")]
    public void Request_SameDialect_IsSentAsItCame(string name)
    {
        var body = Fixture.Bytes(Folder, name);
        var request = GeminiRequestReader.Read(Chat, body);
        Assert.Equal(body, GeminiRequestEditor.Edit(request, body, request.Model, null).SelectMany(piece => piece.ToArray()));
    }

    [Fact]
    public void PlainRequest_ForOpenAI_IsTheRequestExpected()
    {
        var written = OpenAIChatWriter.Write(GeminiChatReader.Read(Fixture.Bytes(Folder, "plain.request.json")), StreamReplay.Target("openai", "gpt-4o-mini"));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""{"model":"gpt-4o-mini","max_tokens":16,"stop":["END"],"temperature":0,"messages":[{"role":"system","content":"Answer in one word."},{"role":"user","content":"Capital of France?"}]}"""),
                JsonNode.Parse(written)),
            Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void ThinkingRequest_ThroughTheInternalForm_SaysTheSame()
    {
        var written = JsonNode.Parse(GeminiChatWriter.Write(GeminiChatReader.Read(Fixture.Bytes(Folder, "thinking.request.json")), StreamReplay.Target("gemini", "gemini-2.5-flash")));
        var expected = Fixture.Json(Folder, "thinking.request.json");
        // A budget of -1 leaves it to the model, which is what no budget does.
        expected["generationConfig"] = new JsonObject();
        Assert.True(JsonNode.DeepEquals(expected, written), written!.ToJsonString());
    }

    [Fact]
    public void Embeddings_AreReadAndCostWhatTheirTextCounts()
    {
        var body = Fixture.Bytes(Folder, "embeddings.request.json");
        var request = GeminiRequestReader.Read(new DoorCall(Operation.EmbeddingBatch, "text-embedding-004"), body);
        Assert.Equal((0L, 2), (request.OutputLimit!.Value, request.ModelValues.Count));
        Assert.Equal(8, Doors.Gemini.CountInput(new TokenCounter(), request, body));
        var mapped = GeminiRequestEditor.Edit(request, body, "gemini-embedding-001", null).SelectMany(piece => piece.ToArray()).ToArray();
        Assert.Equal(Encoding.UTF8.GetString(body).Replace("text-embedding-004", "gemini-embedding-001", StringComparison.Ordinal), Encoding.UTF8.GetString(mapped));
        using var output = new OutputText(new TokenCounter(), "text-embedding-004");
        Assert.Equal(new ReplyReading(true, false, null), GeminiReplyReader.Read(Fixture.Bytes(Folder, "embeddings.reply.json"), output));
        Assert.False(output.Any);
    }

    [Fact]
    public void CompatibleEndpoint_UsageAndErrorsOfGoogle_AreUnderstood()
    {
        var provider = ProviderCatalog.Find("gemini-openai")!;
        using var output = new OutputText(new TokenCounter(), "gemini-2.5-flash");
        var usage = OpenAIReplyReader.Read(Fixture.Bytes(Folder, "compat.reply.json"), output, provider).Usage!.Value;
        Assert.Equal((7, 22), (usage.Input, usage.Output));
        var error = provider.Dialect.ReadError(Fixture.Bytes(Folder, "compat.error.json"), "secret");
        Assert.Equal(UpstreamFault.Key, provider.Dialect.Judge(400, error));
        var body = Fixture.Bytes(Folder, "compat.request.json");
        var request = OpenAIRequestReader.Read(Operation.Chat, body);
        Assert.Equal(body, OpenAIRequestEditor.Edit(request, body, request.Model, null).SelectMany(piece => piece.ToArray()));
    }

    [Fact]
    public void Errors_AreReadAndJudged()
    {
        var key = GeminiErrorReader.Read(Fixture.Bytes(Folder, "key.error.json"), "secret")!;
        Assert.Equal(("api_key_invalid", UpstreamFault.Key), (key.Code, new GeminiUpstream().Judge(400, key)));
        var quota = GeminiErrorReader.Read(Fixture.Bytes(Folder, "quota.error.json"), "secret")!;
        Assert.Equal(("resource_exhausted", TimeSpan.FromSeconds(21), UpstreamFault.Busy), (quota.Code, quota.RetryAfter, new GeminiUpstream().Judge(429, quota)));
        Assert.Equal(UpstreamFault.Request, Judge(400, "INVALID_ARGUMENT"));
        Assert.Equal(UpstreamFault.Upstream, Judge(400, "FAILED_PRECONDITION"));
        // A file of another key must not set this one aside.
        Assert.Equal(UpstreamFault.Upstream, Judge(403, "PERMISSION_DENIED"));
        Assert.Equal(UpstreamFault.Upstream, Judge(503, "UNAVAILABLE"));
    }

    private static UpstreamFault Judge(int status, string word) =>
        new GeminiUpstream().Judge(status, GeminiErrorReader.Read(Encoding.UTF8.GetBytes(GeminiReplies.Error(status, word, "No.")), "secret"));

    private static (ReplyReading Reading, JsonNode Written) ForOpenAI(string name)
    {
        var body = Fixture.Bytes(Folder, name);
        using var output = new OutputText(new TokenCounter(), "gemini");
        var reading = GeminiReplyReader.Read(body, output);
        var facts = new RequestFacts { Operation = Operation.Chat, Model = "gemini-2.0-flash" };
        return (reading, JsonNode.Parse(OpenAIAnswerWriter.Write(GeminiAnswerReader.Read(body), facts, reading.Usage!.Value, DateTimeOffset.UnixEpoch))!);
    }
}
