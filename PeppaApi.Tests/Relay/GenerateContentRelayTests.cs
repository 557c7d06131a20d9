using System.Net;
using System.Text.Json.Nodes;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>The door of Gemini, through upstreams of every dialect.</summary>
public sealed class GenerateContentRelayTests : IAsyncLifetime
{
    private const string Model = "gemini-x";

    // $3 in and $15 out per million; 20 in, of which 5 cached, 3 out, of which 1 thought: without prices of their own they cost the same.
    private const long HelloCost = (20 * 3_000) + (3 * 15_000);

    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Theory]
    [InlineData("v1beta")]
    [InlineData("v1")]
    public async Task Whole_SameDialect_PassesBothWaysByteForByteAndIsCharged(string version)
    {
        var upstream = await _bed.AddProviderAsync("gemini", Replies.Json(GeminiReplies.Whole()), Model);
        const string Sent = """{ "contents":[{"parts":[{"text":"\u00fcü"}]}],"generation_config":{"max_output_tokens":64},"unknown":{"deep":[null,1.50]}}""";
        using var response = await _bed.Client.PostAsync($"/{version}/models/{Model}:generateContent", RelayBed.Body(Sent));
        Assert.Equal(GeminiReplies.Whole(), await response.Content.ReadAsStringAsync());
        var received = Assert.Single(upstream.Requests);
        Assert.Equal(($"/v1beta/models/{Model}:generateContent", "", "", Sent), (received.Path, received.Query, received.Authorization, received.Body));
        Assert.Equal("sk-upstream-key-1", received.Headers["x-goog-api-key"]);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((HelloCost, UsageBasis.Reported, UsageStatus.Succeeded, "generateContent"), (record.Charged, record.Basis, record.Status, record.Operation));
        Assert.Equal((20L, 5L, 3L), (record.InputTokens, record.CachedTokens, record.OutputTokens));
    }

    [Fact]
    public async Task Stream_SameDialect_PassesByteForByteAndTheLastUsageIsCharged()
    {
        var upstream = await _bed.AddProviderAsync("gemini", GeminiReplies.Either(), Model);
        using var response = await SendAsync("streamGenerateContent?alt=sse");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(string.Concat(GeminiReplies.Hello), await response.Content.ReadAsStringAsync());
        Assert.Equal("?alt=sse", Assert.Single(upstream.Requests).Query);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((HelloCost, true, UsageBasis.Reported, UsageStatus.Succeeded), (record.Charged, record.Stream, record.Basis, record.Status));
    }

    [Fact]
    public async Task Stream_NotAsEvents_IsOneArray()
    {
        await _bed.AddProviderAsync("gemini", GeminiReplies.Either(), Model);
        using var response = await SendAsync("streamGenerateContent");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var chunks = GeminiReplies.Hello.Select(chunk => chunk["data: ".Length..].TrimEnd());
        Assert.Equal($"[{string.Join(",\r\n", chunks)}]", await response.Content.ReadAsStringAsync());
        Assert.Equal(HelloCost, Assert.Single(await _bed.RecordsAsync()).Charged);
    }

    [Fact]
    public async Task Stream_NotAsEventsAndBroken_IsStillOneArray()
    {
        await _bed.AddProviderAsync("gemini", Replies.StreamThenCut(GeminiReplies.Hello[0]), Model);
        using var response = await SendAsync("streamGenerateContent");
        var array = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal((2, 502), (array.Count, (int)array[1]!["error"]!["code"]!));
        Assert.Equal(UsageStatus.Interrupted, Assert.Single(await _bed.RecordsAsync()).Status);
    }

    [Fact]
    public async Task Stream_ErrorInTheMiddle_IsPassedAndEndsIt()
    {
        await _bed.AddProviderAsync("gemini", Replies.Stream(GeminiReplies.Hello[0], "data: " + GeminiReplies.Error(503, "UNAVAILABLE", "Overloaded.") + "\r\n\r\n"), Model);
        using var response = await SendAsync("streamGenerateContent?alt=sse");
        Assert.EndsWith("\"Overloaded.\",\"status\":\"UNAVAILABLE\",\"details\":[]}}\r\n\r\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // It had said nothing of the output yet.
        Assert.Equal((UsageStatus.Interrupted, UsageBasis.Counted), await StatusAsync());
        Assert.True(Assert.Single(await _bed.RecordsAsync()).OutputTokens > 0);
    }

    [Fact]
    public async Task Stream_PromptBlocked_IsPassedAndItsInputCharged()
    {
        const string Blocked = "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":8,\"totalTokenCount\":8}}\r\n\r\n";
        await _bed.AddProviderAsync("gemini", Replies.Stream(Blocked), Model);
        using var response = await SendAsync("streamGenerateContent?alt=sse");
        Assert.Equal(Blocked, await response.Content.ReadAsStringAsync());
        Assert.Equal((UsageStatus.Succeeded, UsageBasis.Reported), await StatusAsync());
        Assert.Equal(8 * 3_000, (await _bed.RecordsAsync())[0].Charged);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Whole_OtherUpstream_IsTranslatedAndCharged(string provider)
    {
        const string Usage = """{"prompt_tokens":20,"completion_tokens":3,"total_tokens":23,"prompt_tokens_details":{"cached_tokens":5}}""";
        await _bed.AddProviderAsync(provider, provider == "openai" ? Replies.Chat("Paris.", Usage) : AnthropicReplies.Either(), Model);
        using var response = await SendAsync("generateContent");
        Fixture.AssertSays(
            JsonNode.Parse("""
                {"candidates":[{"content":{"parts":[{"text":"Paris."}],"role":"model"},"finishReason":"STOP","index":0}],
                 "usageMetadata":{"promptTokenCount":20,"cachedContentTokenCount":5,"candidatesTokenCount":3,"totalTokenCount":23},"modelVersion":"gemini-x"}
                """),
            JsonNode.Parse(await response.Content.ReadAsStringAsync()));
        Assert.Equal(HelloCost, Assert.Single(await _bed.RecordsAsync()).Charged);
    }

    [Theory]
    [InlineData("openai", true)]
    [InlineData("openai", false)]
    [InlineData("anthropic", true)]
    public async Task Stream_OtherUpstream_IsTranslatedAndCharged(string provider, bool asEvents)
    {
        await _bed.AddProviderAsync(provider, Replies.Stream(provider == "openai" ? Replies.Hello() : AnthropicReplies.Hello), Model);
        using var response = await SendAsync(asEvents ? "streamGenerateContent?alt=sse" : "streamGenerateContent");
        var text = await response.Content.ReadAsStringAsync();
        var chunks = asEvents
            ? [.. text.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line["data: ".Length..])!)]
            : JsonNode.Parse(text)!.AsArray().ToList();
        Assert.Equal("Hello!", string.Concat(chunks.Select(chunk => (string)chunk!["candidates"]![0]!["content"]!["parts"]![0]!["text"]!)));
        Assert.Equal((string?)"STOP", (string?)chunks[^1]!["candidates"]![0]!["finishReason"]);
        Assert.Equal(3, (int)chunks[^1]!["usageMetadata"]!["candidatesTokenCount"]!);
        Assert.Equal((UsageStatus.Succeeded, UsageBasis.Reported), await StatusAsync());
    }

    [Fact]
    public async Task OpenAIDoor_UpstreamOfGemini_IsTranslatedAndCharged()
    {
        var upstream = await _bed.AddProviderAsync("gemini", GeminiReplies.Either(), Model);
        using var whole = await _bed.ChatAsync(model: Model);
        Fixture.AssertSays(
            JsonNode.Parse("""
                {"object":"chat.completion","model":"gemini-x","choices":[{"message":{"role":"assistant","content":"Paris."},"finish_reason":"stop"}],
                 "usage":{"prompt_tokens":20,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":1}}}
                """),
            JsonNode.Parse(await whole.Content.ReadAsStringAsync()));
        using var stream = await _bed.ChatAsync(",\"stream\":true", model: Model);
        var text = await stream.Content.ReadAsStringAsync();
        Assert.Contains("\"content\":\"Hello\"", text, StringComparison.Ordinal);
        Assert.EndsWith(Replies.Done, text, StringComparison.Ordinal);
        Assert.Equal(
            ["/v1beta/models/gemini-x:generateContent", "/v1beta/models/gemini-x:streamGenerateContent?alt=sse"],
            upstream.Requests.Select(received => received.Path + received.Query));
        Assert.All(await _bed.RecordsAsync(), record => Assert.Equal((HelloCost, "chat/completions"), (record.Charged, record.Operation)));
    }

    [Fact]
    public async Task Embeddings_OneAndSeveral_PassAndAreCounted()
    {
        var upstream = await _bed.AddProviderAsync("gemini", Replies.Json("""{"embedding":{"values":[0.5]}}"""), Model);
        using var one = await SendAsync("embedContent", """{"model":"models/gemini-x","content":{"parts":[{"text":"cat"}]}}""");
        Assert.Equal("""{"embedding":{"values":[0.5]}}""", await one.Content.ReadAsStringAsync());
        using var several = await SendAsync("batchEmbedContents", """{"requests":[{"model":"models/gemini-x","content":{"parts":[{"text":"cat"}]}},{"content":{"parts":[{"text":"dog"}]}}]}""");
        Assert.Equal(HttpStatusCode.OK, several.StatusCode);
        Assert.Equal(
            ["/v1beta/models/gemini-x:embedContent", "/v1beta/models/gemini-x:batchEmbedContents"], upstream.Requests.Select(received => received.Path));
        Assert.Equal(
            [("embedContent", 4 * 3_000L, UsageBasis.Counted), ("batchEmbedContents", 8 * 3_000L, UsageBasis.Counted)],
            (await _bed.RecordsAsync()).Select(record => (record.Operation, record.Charged, record.Basis)));
    }

    [Theory]
    [InlineData("gemini", 417)]
    [InlineData("openai", null)]
    public async Task CountTokens_IsAnsweredAndFree(string provider, int? expected)
    {
        var upstream = await _bed.AddProviderAsync(provider, Replies.Json("""{"totalTokens":417}"""), Model);
        using var response = await SendAsync("countTokens", """{"generateContentRequest":{"model":"models/gemini-x","contents":[{"parts":[{"text":"Say hello"}]}]}}""");
        var count = (int)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["totalTokens"]!;
        Assert.True(expected is null ? count is > 3 and < 12 : count == expected, $"{count}");
        Assert.Equal(provider == "gemini" ? 1 : 0, upstream.Requests.Count(received => received.Path.EndsWith(":countTokens", StringComparison.Ordinal)));
        Assert.Empty(await _bed.RecordsAsync());
    }

    [Fact]
    public async Task Models_ListAndOne_HaveTheDialectsForm()
    {
        await _bed.AddProviderAsync("gemini", GeminiReplies.Either(), "vendor/gemini-x");
        const string Expected = """{"name":"models/vendor/gemini-x","displayName":"vendor/gemini-x","supportedGenerationMethods":["generateContent","streamGenerateContent","countTokens"]}""";
        Assert.Equal($$"""{"models":[{{Expected}}]}""", await _bed.Client.GetStringAsync("/v1beta/models?pageSize=5"));
        Assert.Equal(Expected, await _bed.Client.GetStringAsync("/v1beta/models/vendor%2Fgemini-x"));
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address), DefaultRequestHeaders = { { "x-goog-api-key", _bed.Key } } };
        Assert.Equal(Expected, await client.GetStringAsync("/v1/models/vendor/gemini-x"));
        using var whole = await _bed.Client.PostAsync("/v1beta/models/vendor%2Fgemini-x:generateContent", Body());
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
    }

    [Fact]
    public async Task Credit_UsedUp_EndsTheStreamByLength()
    {
        await using var bed = await RelayBed.StartAsync(credit: 0.001m);
        var long1 = GeminiReplies.Chunk($$"""[{"text":"{{string.Concat(Enumerable.Repeat("word ", 400))}}"}]""", usage: "{}");
        await bed.AddProviderAsync("gemini", Replies.Stream(TimeSpan.FromMilliseconds(20), [.. Enumerable.Repeat(long1, 20)]), Model);
        using var response = await bed.Client.PostAsync($"/v1beta/models/{Model}:streamGenerateContent?alt=sse", Body());
        var last = (await response.Content.ReadAsStringAsync()).Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        Fixture.AssertSays(
            JsonNode.Parse("""{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"MAX_TOKENS","index":0}],"modelVersion":"gemini-x-001","responseId":"fx1"}"""),
            JsonNode.Parse(last["data: ".Length..]));
        Assert.Equal(UsageStatus.CutOff, Assert.Single(await bed.RecordsAsync()).Status);
        await bed.AssertSoundAsync();
    }

    private async Task<(UsageStatus Status, UsageBasis Basis)> StatusAsync()
    {
        var record = Assert.Single(await _bed.RecordsAsync());
        return (record.Status, record.Basis);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string? body = null) =>
        _bed.Client.PostAsync($"/v1beta/models/{Model}:{method}", body is null ? Body() : RelayBed.Body(body));

    private static StringContent Body() => RelayBed.Body("""{"contents":[{"role":"user","parts":[{"text":"Say hello"}]}]}""");
}
