using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

public sealed class ResponsesRelayTests : IAsyncLifetime
{
    private const string Model = "my-model";

    // $1 in, $2 out per million; nine and three tokens.
    private const long Cost = (9 * 1_000) + (3 * 2_000);
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync()
    {
        _bed = await RelayBed.StartAsync(credit: 1);
        await _bed.SetPriceAsync(Model, 1, 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Whole_PassesAsItIsAndIsChargedByItsUsage()
    {
        var upstream = await AddAsync(Replies.Json(ResponsesReplies.Whole));
        var (status, text) = await PostAsync(",\"x_new\":1");
        Assert.Equal((200, ResponsesReplies.Whole), (status, text));
        Assert.Equal(("/v1/responses", Body(",\"x_new\":1")), (upstream.Requests.Single().Path, upstream.Requests.Single().Body));
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal(("responses", 9L, 4L, 3L, 1L, Cost), (record.Operation, record.InputTokens, record.CachedTokens, record.OutputTokens, record.ReasoningTokens, record.Cost));
        Assert.Equal((UsageBasis.Reported, UsageStatus.Succeeded), (record.Basis, record.Status));
    }

    [Fact]
    public async Task Stream_PassesEveryEventAndIsChargedByTheLast()
    {
        await AddAsync(Replies.Stream(ResponsesReplies.Hello));
        var (_, text) = await PostAsync(",\"stream\":true");
        Assert.Equal(string.Concat(ResponsesReplies.Hello), text);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((9L, 3L, Cost, UsageStatus.Succeeded), (record.InputTokens, record.OutputTokens, record.Cost, record.Status));
    }

    [Fact]
    public async Task Stream_Incomplete_IsChargedAndEnds()
    {
        var last = ResponsesReplies.Event("response.incomplete", 6, $"\"response\":{ResponsesReplies.Response("incomplete", "[]", ResponsesReplies.Usage)}");
        await AddAsync(Replies.Stream([.. ResponsesReplies.Hello[..6], last]));
        var (_, text) = await PostAsync(",\"stream\":true,\"max_output_tokens\":16");
        Assert.EndsWith(last, text, StringComparison.Ordinal);
        Assert.Equal(Cost, Assert.Single(await _bed.RecordsAsync()).Cost);
    }

    [Theory]
    [InlineData("response.failed", "\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"x\"},\"output\":[],\"usage\":null}")]
    [InlineData("error", "\"code\":\"server_error\",\"message\":\"The server had an error.\",\"param\":null")]
    public async Task Stream_Fails_PassesTheEventAndChargesWhatWasWritten(string type, string rest)
    {
        var last = ResponsesReplies.Event(type, 6, rest);
        await AddAsync(Replies.Stream([.. ResponsesReplies.Hello[..6], last]));
        var (_, text) = await PostAsync(",\"stream\":true");
        Assert.EndsWith(last, text, StringComparison.Ordinal);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((2L, UsageBasis.Counted), (record.OutputTokens, record.Basis));
    }

    [Fact]
    public async Task Stream_BrokenOff_EndsWithAnErrorEventOfItsOwnForm()
    {
        await AddAsync(Replies.StreamThenCut(ResponsesReplies.Hello[..6]));
        var (_, text) = await PostAsync(",\"stream\":true");
        var last = text.TrimEnd().Split("\n\n")[^1];
        Assert.StartsWith("event: error\ndata: {\"type\":\"error\",\"code\":\"upstream_error\"", last, StringComparison.Ordinal);
        Assert.Equal(UsageStatus.Interrupted, Assert.Single(await _bed.RecordsAsync()).Status);
    }

    [Fact]
    public async Task Stream_CreditUsedUp_EndsIncomplete()
    {
        string[] flood = [.. ResponsesReplies.Hello[..4], .. Enumerable.Range(4, 800).Select(i => ResponsesReplies.Delta(i, "one two three four five six seven eight nine ten "))];
        await AddAsync(Replies.Stream(TimeSpan.FromMilliseconds(1), flood));
        await _bed.SetPriceAsync(Model, 1, 1, maxOutput: 20);
        using var poor = _bed.CreateClient((await _bed.CreateTokenAsync(limit: 0.001m)).Key);
        using var response = await poor.PostAsync("/v1/responses", RelayBed.Body(Body(",\"stream\":true")));
        var text = await response.Content.ReadAsStringAsync();
        var last = JsonNode.Parse(text.TrimEnd().Split("\n\n")[^1].Split("\ndata: ")[1])!;
        Assert.Equal("response.incomplete", last["type"]!.GetValue<string>());
        Assert.Equal(("resp_fx1", "incomplete", "max_output_tokens"), (
            last["response"]!["id"]!.GetValue<string>(), last["response"]!["status"]!.GetValue<string>(), last["response"]!["incomplete_details"]!["reason"]!.GetValue<string>()));
        Assert.True(last["sequence_number"]!.GetValue<long>() > 20);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((UsageStatus.CutOff, Credit.FromUsd(0.001m)), (record.Status, record.Charged));
    }

    [Fact]
    public async Task LittleCredit_LowersTheLimitThatGoesUpstream()
    {
        var upstream = await AddAsync(Replies.Json(ResponsesReplies.Whole));
        using var poor = _bed.CreateClient((await _bed.CreateTokenAsync(limit: 0.0015m)).Key);
        using var response = await poor.PostAsync("/v1/responses", RelayBed.Body(Body(",\"max_output_tokens\":4000")));
        var sent = JsonNode.Parse(upstream.Requests.Single().Body)!;
        Assert.InRange(sent["max_output_tokens"]!.GetValue<long>(), 600, 750);
    }

    [Fact]
    public async Task Searches_OfTheVendor_AreUnits()
    {
        const string Output = """[{"id":"ws_1","type":"web_search_call","status":"completed"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"id":"ws_2","type":"web_search_call","status":"completed"}]""";
        await AddAsync(Replies.Json(ResponsesReplies.Response("completed", Output, ResponsesReplies.Usage)));
        await PostAsync(",\"tools\":[{\"type\":\"web_search\"}]");
        Assert.Equal(2, Assert.Single(await _bed.RecordsAsync()).Units);
    }

    [Theory]
    [InlineData("""{"model":"my-model"}""", "input")]
    [InlineData("""{"model":"my-model","input":[]}""", "input")]
    [InlineData("""{"model":"my-model","input":7}""", "input")]
    [InlineData("""{"input":"x"}""", "model")]
    [InlineData("""{"model":"my-model","input":"x","background":true}""", "background")]
    [InlineData("""{"model":"my-model","input":"x","max_output_tokens":"many"}""", "max_output_tokens")]
    [InlineData("""{"model":"my-model","input":"x","stream":"yes"}""", "stream")]
    [InlineData("""{"model":"my-model","input":"x","tools":{}}""", "tools")]
    [InlineData("""{"model":"my-model","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,@"}]}]}""", "input")]
    [InlineData("""{"model":"whisper-1","input":"x"}""", "model")]
    public async Task Input_Wrong_Is400NamingIt(string body, string param)
    {
        var upstream = await _bed.AddChannelAsync(Replies.Json("{}"), models: [Model, "whisper-1"]);
        using var response = await _bed.Client.PostAsync("/v1/responses", RelayBed.Body(body));
        Assert.Equal((400, param), ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["param"]!.GetValue<string>()));
        Assert.Empty(upstream.Requests);
        Assert.Empty(await _bed.RecordsAsync());
    }

    [Fact]
    public async Task Translated_Stream_IsChargedAsAResponse()
    {
        var upstream = await _bed.AddProviderAsync("anthropic", AnthropicReplies.Either(), Model);
        var (status, text) = await PostAsync(",\"stream\":true,\"max_output_tokens\":60");
        Assert.Equal((200, "/v1/messages"), (status, upstream.Requests.Single().Path));
        Assert.Equal(60, (int)JsonNode.Parse(upstream.Requests.Single().Body)!["max_tokens"]!);
        Assert.Equal("Hello!", (string)Last(text)["response"]!["output"]![0]!["content"]![0]!["text"]!);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal(("responses", UsageStatus.Succeeded, 3L), (record.Operation, record.Status, record.OutputTokens));
    }

    [Fact]
    public async Task Translated_CreditUsedUp_EndsIncomplete()
    {
        string[] flood = [.. AnthropicReplies.Hello[..4], .. Enumerable.Repeat(AnthropicReplies.Text("one two three four five six seven eight nine ten "), 800)];
        await _bed.AddProviderAsync("anthropic", Replies.Stream(TimeSpan.FromMilliseconds(1), flood), Model);
        await _bed.SetPriceAsync(Model, 1, 1, maxOutput: 20);
        using var poor = _bed.CreateClient((await _bed.CreateTokenAsync(limit: 0.001m)).Key);
        using var response = await poor.PostAsync("/v1/responses", RelayBed.Body(Body(",\"stream\":true")));
        var last = Last(await response.Content.ReadAsStringAsync());
        Assert.Equal(("response.incomplete", "max_output_tokens"), ((string)last["type"]!, (string)last["response"]!["incomplete_details"]!["reason"]!));
        Assert.StartsWith("Helloone two", (string)last["response"]!["output"]![0]!["content"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(UsageStatus.CutOff, Assert.Single(await _bed.RecordsAsync()).Status);
    }

    [Fact]
    public async Task Translated_BrokenOff_EndsWithAnErrorEvent()
    {
        await _bed.AddProviderAsync("anthropic", Replies.StreamThenCut(AnthropicReplies.Hello[..4]), Model);
        var (_, text) = await PostAsync(",\"stream\":true");
        Assert.Equal(("error", "upstream_error"), ((string)Last(text)["type"]!, (string)Last(text)["code"]!));
        Assert.Equal(UsageStatus.Interrupted, Assert.Single(await _bed.RecordsAsync()).Status);
    }

    [Theory]
    [InlineData(",\"previous_response_id\":\"resp_1\"", "previous_response_id")]
    [InlineData(",\"tools\":[{\"type\":\"web_search\"}]", "tools[0].type")]
    public async Task Translated_CannotBeCarried_Is400AndFree(string extra, string param)
    {
        var upstream = await _bed.AddProviderAsync("anthropic", AnthropicReplies.Either(), Model);
        var (status, text) = await PostAsync(extra);
        Assert.Equal((400, param), (status, (string)JsonNode.Parse(text)!["error"]!["param"]!));
        Assert.Empty(upstream.Requests);
        Assert.Equal(0, Assert.Single(await _bed.RecordsAsync()).Charged);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Stored_IsNotKeptHere(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/responses/resp_1");
        using var response = await _bed.Client.SendAsync(request);
        Assert.Equal(404, (int)response.StatusCode);
    }

    private static JsonNode Last(string stream) => JsonNode.Parse(stream.TrimEnd().Split("\n\n")[^1].Split("\ndata: ")[1])!;

    private static string Body(string extra) => $$"""{"model":"{{Model}}","input":"Say hi"{{extra}}}""";

    private Task<FakeUpstream> AddAsync(RequestDelegate script) => _bed.AddChannelAsync(script, models: [Model]);

    private async Task<(int Status, string Text)> PostAsync(string extra)
    {
        using var response = await _bed.Client.PostAsync("/v1/responses", RelayBed.Body(Body(extra)));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
