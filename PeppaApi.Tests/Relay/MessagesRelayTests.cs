using System.Net;
using System.Text.Json.Nodes;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>The door of Anthropic, through upstreams of both dialects.</summary>
public sealed class MessagesRelayTests : IAsyncLifetime
{
    private const string Model = "claude-x";

    // $3 in and $15 out per million; 9 fresh, 5 read, 4 + 2 written, 3 out: without prices of their own, cached tokens cost what input costs.
    private const long HelloCost = (20 * 3_000) + (3 * 15_000);

    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Whole_SameDialect_PassesBothWaysByteForByteAndIsCharged()
    {
        var upstream = await _bed.AddProviderAsync("anthropic", Replies.Json(AnthropicReplies.Whole()), Model);
        const string Sent = """{"model":"claude-x", "max_tokens":64,"system":[{"type":"text","text":"ü\u00fc","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"hi"}],"unknown":{"deep":[null,1.50]}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true") { Content = RelayBed.Body(Sent) };
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", "one,two");
        using var response = await _bed.Client.SendAsync(request);
        Assert.Equal(AnthropicReplies.Whole(), await response.Content.ReadAsStringAsync());
        var received = Assert.Single(upstream.Requests);
        Assert.Equal(("/v1/messages", "", Sent), (received.Path, received.Authorization, received.Body));
        Assert.Equal(("sk-upstream-key-1", "2023-06-01", "one,two"), (received.Headers["x-api-key"], received.Headers["anthropic-version"], received.Headers["anthropic-beta"]));
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((HelloCost, UsageBasis.Reported, UsageStatus.Succeeded, "messages"), (record.Charged, record.Basis, record.Status, record.Operation));
        Assert.Equal((20L, 5L, 3L), (record.InputTokens, record.CachedTokens, record.OutputTokens));
        Assert.Equal(record.RequestId, response.Headers.GetValues("request-id").Single());
    }

    [Fact]
    public async Task Stream_SameDialect_PassesByteForByteAndIsCharged()
    {
        await _bed.AddProviderAsync("anthropic", Replies.Stream(AnthropicReplies.Hello), Model);
        using var response = await SendAsync(",\"stream\":true");
        Assert.Equal(string.Concat(AnthropicReplies.Hello), await response.Content.ReadAsStringAsync());
        Assert.Equal(HelloCost, Assert.Single(await _bed.RecordsAsync()).Charged);
    }

    [Fact]
    public async Task Whole_UpstreamOfOpenAI_IsTranslatedAndCharged()
    {
        var upstream = await _bed.AddProviderAsync("openai", Replies.Chat("Paris.", """{"prompt_tokens":20,"completion_tokens":3,"total_tokens":23,"prompt_tokens_details":{"cached_tokens":5}}"""), Model);
        using var response = await SendAsync(",\"system\":\"Be brief.\"");
        Fixture.AssertSays(
            JsonNode.Parse("""{"type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"Paris."}],"stop_reason":"end_turn","usage":{"input_tokens":15,"cache_read_input_tokens":5,"output_tokens":3}}"""),
            JsonNode.Parse(await response.Content.ReadAsStringAsync()));
        Fixture.AssertSays(
            JsonNode.Parse("""{"model":"claude-x","max_tokens":64,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}]}"""),
            JsonNode.Parse(Assert.Single(upstream.Requests).Body));
        Assert.Equal(HelloCost, Assert.Single(await _bed.RecordsAsync()).Charged);
    }

    [Fact]
    public async Task Stream_UpstreamOfOpenAI_IsTranslatedAndCharged()
    {
        await _bed.AddProviderAsync("openai", Replies.Stream(Replies.Hello()), Model);
        using var response = await SendAsync(",\"stream\":true");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var events = await EventsAsync(response);
        Assert.Equal(
            ["message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            events.Select(one => (string)one["type"]!));
        Fixture.AssertSays(JsonNode.Parse("""{"delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":9,"output_tokens":3}}"""), events[^2]);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal(((9 * 3_000L) + (3 * 15_000), UsageBasis.Reported), (record.Charged, record.Basis));
    }

    [Fact]
    public async Task OpenAIDoor_UpstreamOfAnthropic_IsTranslatedAndCharged()
    {
        var upstream = await _bed.AddProviderAsync("anthropic", AnthropicReplies.Either(), Model);
        using var whole = await _bed.ChatAsync(model: Model);
        Fixture.AssertSays(
            JsonNode.Parse("""{"object":"chat.completion","model":"claude-x","choices":[{"message":{"role":"assistant","content":"Paris."},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":5}}}"""),
            JsonNode.Parse(await whole.Content.ReadAsStringAsync()));
        using var stream = await _bed.ChatAsync(",\"stream\":true", model: Model);
        var text = await stream.Content.ReadAsStringAsync();
        Assert.Contains("\"content\":\"Hello\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("usage", text, StringComparison.Ordinal);
        Assert.EndsWith(Replies.Done, text, StringComparison.Ordinal);
        Assert.All(upstream.Requests, received => Assert.Equal("2023-06-01", received.Headers["anthropic-version"]));
        // The model's own limit is not known: what was held for is what the upstream may write.
        Assert.Equal(4096, (int)JsonNode.Parse(upstream.Requests.First().Body)!["max_tokens"]!);
        Assert.All(await _bed.RecordsAsync(), record => Assert.Equal((HelloCost, "chat/completions"), (record.Charged, record.Operation)));
    }

    [Fact]
    public async Task Stream_NoUsage_IsCountedAndTold()
    {
        string[] parts = [.. Replies.Hello().Where(part => part != Replies.UsageChunk())];
        await _bed.AddProviderAsync("openai", Replies.Stream(parts), Model);
        using var response = await SendAsync(",\"stream\":true");
        var record = Assert.Single(await _bed.RecordsAsync());
        Fixture.AssertSays(
            JsonNode.Parse($$"""{"usage":{"input_tokens":{{record.InputTokens}},"output_tokens":{{record.OutputTokens}} } }"""), (await EventsAsync(response))[^2]);
        Assert.Equal((UsageBasis.Counted, 2L), (record.Basis, record.OutputTokens));
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task Stream_CreditUsedUp_EndsAsTheDialectEndsForLength(string provider)
    {
        await using var bed = await RelayBed.StartAsync(credit: 0.0005m);
        string[] flood = [.. Enumerable.Range(0, 400).Select(_ => provider == "anthropic" ? AnthropicReplies.Text("one two three four five ") : Replies.Chunk("""{"content":"one two three four five "}"""))];
        string[] all = provider == "anthropic" ? [AnthropicReplies.Start, AnthropicReplies.TextStart(), .. flood] : flood;
        await bed.AddProviderAsync(provider, Replies.Stream(all), Model);
        await bed.SetPriceAsync(Model, 1, 1);
        using var response = await bed.Client.PostAsync("/v1/messages", Body(",\"stream\":true"));
        var events = await EventsAsync(response);
        Assert.Equal(["content_block_stop", "message_delta", "message_stop"], events.TakeLast(3).Select(one => (string)one["type"]!));
        Assert.Equal("max_tokens", (string)events[^2]["delta"]!["stop_reason"]!);
        var record = Assert.Single(await bed.RecordsAsync());
        Assert.Equal((UsageStatus.CutOff, UsageBasis.Counted), (record.Status, record.Basis));
        // Nearly all of the credit: what the message said of its output when it began is not what came.
        Assert.InRange(record.Charged, 400_000, 500_000);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData(false, false, UsageStatus.Interrupted)]
    [InlineData(true, false, UsageStatus.Succeeded)]
    [InlineData(true, true, UsageStatus.Succeeded)]
    public async Task Stream_WhoseOutputWasNeverReported_IsChargedByItsText(bool ends, bool inDelta, UsageStatus status)
    {
        var delta = AnthropicReplies.Delta().Replace(",\"usage\":{\"output_tokens\":3}", inDelta ? ",\"usage\":null" : "", StringComparison.Ordinal);
        string[] last = ends ? [AnthropicReplies.BlockStop(), delta, AnthropicReplies.Stop] : [];
        await _bed.AddProviderAsync(
            "anthropic", Replies.Stream([AnthropicReplies.Start, AnthropicReplies.TextStart(), .. Enumerable.Repeat(AnthropicReplies.Text("one two three four five "), 50), .. last]), Model);
        using var response = await SendAsync(",\"stream\":true");
        await response.Content.ReadAsStringAsync();
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((status, UsageBasis.Counted, 20L), (record.Status, record.Basis, record.InputTokens));
        Assert.InRange(record.OutputTokens, 250, 260);
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task Stream_BreaksOff_TellsAnErrorEvent(string provider)
    {
        await _bed.AddProviderAsync(provider, Replies.Stream(provider == "anthropic" ? [.. AnthropicReplies.Hello.Take(4)] : [.. Replies.Hello().Take(2)]), Model);
        using var response = await SendAsync(",\"stream\":true");
        var last = (await EventsAsync(response))[^1];
        Fixture.AssertSays(JsonNode.Parse("""{"type":"error","error":{"type":"api_error"}}"""), last);
        Assert.Equal(UsageStatus.Interrupted, Assert.Single(await _bed.RecordsAsync()).Status);
    }

    [Fact]
    public async Task Whole_CannotBeCarried_Is400InTheDialectAndFree()
    {
        var upstream = await _bed.AddProviderAsync("openai", Replies.Chat(), Model);
        using var response = await SendAsync(",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(("error", "invalid_request_error"), ((string)error["type"]!, (string)error["error"]!["type"]!));
        Assert.Contains("tools[0].type", (string)error["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
        Assert.Equal((0L, "not_translatable"), (Assert.Single(await _bed.RecordsAsync()).Charged, (await _bed.RecordsAsync())[0].ErrorCode));
    }

    [Fact]
    public async Task Whole_OneChannelCannotSayIt_TheOtherDoes()
    {
        await _bed.AddProviderAsync("openai", Replies.Chat(), Model);
        await _bed.AddProviderAsync("anthropic", Replies.Json(AnthropicReplies.Whole()), Model);
        for (var i = 0; i < 4; i++)
        {
            using var response = await SendAsync(",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private Task<HttpResponseMessage> SendAsync(string extra = "") => _bed.Client.PostAsync("/v1/messages", Body(extra));

    private static StringContent Body(string extra) =>
        RelayBed.Body($$"""{"model":"{{Model}}","max_tokens":64,"messages":[{"role":"user","content":"hi"}]{{extra}}}""");

    private static async Task<List<JsonNode>> EventsAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var events = new List<JsonNode>();
        foreach (var one in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = one.Split('\n');
            var data = JsonNode.Parse(lines[1]["data: ".Length..])!;
            Assert.Equal("event: " + (string)data["type"]!, lines[0]);
            events.Add(data);
        }

        return events;
    }
}
