using System.Net;
using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>What the door of Anthropic refuses, and answers without an upstream: in its own words, with nothing held or charged.</summary>
public sealed class MessagesRefusalTests : IAsyncLifetime
{
    private const string Model = "claude-x";
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":"claude-x","messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"model":"claude-x","max_tokens":5,"messages":"x"}""", "messages")]
    [InlineData("""{"model":"claude-x","max_tokens":5,"messages":[{"role":"wizard","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"claude-x","max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"no base64!"}}]}]}""", "messages[0].content.source.data")]
    [InlineData("""{"model":"claude-x","max_tokens":5,"messages":[""", "JSON")]
    public async Task BadInput_Is400ThatNamesTheField(string body, string field)
    {
        await _bed.AddProviderAsync("anthropic", AnthropicReplies.Either(), Model);
        using var response = await _bed.Client.PostAsync("/v1/messages", RelayBed.Body(body));
        Assert.Contains(field, await AssertErrorAsync(response, HttpStatusCode.BadRequest, "invalid_request_error"), StringComparison.Ordinal);
        Assert.Empty(await _bed.RecordsAsync());
    }

    [Theory]
    [InlineData("x-api-key", "sk-nonsense")]
    [InlineData("Accept", "application/json")]
    public async Task Key_WrongOrMissing_Is401(string header, string value)
    {
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
        client.DefaultRequestHeaders.Add(header, value);
        using var response = await client.PostAsync("/v1/messages", RelayBed.Body("{}"));
        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "authentication_error");
    }

    [Fact]
    public async Task Key_InTheDialectsOwnHeader_IsAccepted()
    {
        await _bed.AddProviderAsync("anthropic", AnthropicReplies.Either(), Model);
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address), DefaultRequestHeaders = { { "x-api-key", _bed.Key } } };
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/v1/messages", Body())).StatusCode);
    }

    [Fact]
    public async Task Credit_Short_IsABillingError()
    {
        await using var bed = await RelayBed.StartAsync(credit: 0);
        await bed.AddProviderAsync("anthropic", AnthropicReplies.Either(), Model);
        using var response = await bed.Client.PostAsync("/v1/messages", Body());
        await AssertErrorAsync(response, HttpStatusCode.Forbidden, "billing_error");
    }

    [Theory]
    [InlineData(400, "invalid_request_error", 400, "invalid_request_error")]
    [InlineData(429, "rate_limit_error", 429, "rate_limit_error")]
    [InlineData(529, "overloaded_error", 502, "api_error")]
    [InlineData(401, "authentication_error", 502, "api_error")]
    public async Task Upstream_Refuses_IsToldInTheDialect(int status, string type, int expectedStatus, string expectedType)
    {
        await _bed.AddProviderAsync("anthropic", Replies.Json(AnthropicReplies.Error(type, "No."), status), Model);
        using var response = await _bed.Client.PostAsync("/v1/messages", Body());
        await AssertErrorAsync(response, (HttpStatusCode)expectedStatus, expectedType);
    }

    [Theory]
    [InlineData("anthropic", 417)]
    [InlineData("openai", null)]
    public async Task CountTokens_IsAnsweredAndFree(string provider, int? expected)
    {
        var upstream = await _bed.AddProviderAsync(provider, Replies.Json("""{"input_tokens":417}"""), Model);
        using var response = await _bed.Client.PostAsync("/v1/messages/count_tokens", RelayBed.Body(
            """{"model":"claude-x","system":"Be brief.","messages":[{"role":"user","content":"Say hello"}]}"""));
        var count = (int)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["input_tokens"]!;
        Assert.True(expected is null ? count is > 5 and < 20 : count == expected, $"{count}");
        Assert.Equal(provider == "anthropic" ? 1 : 0, upstream.Requests.Count(received => received.Path == "/v1/messages/count_tokens"));
        Assert.Empty(await _bed.RecordsAsync());
    }

    [Fact]
    public async Task CountTokens_UpstreamFails_IsCountedHere()
    {
        await _bed.AddProviderAsync("anthropic", Replies.Json(AnthropicReplies.Error("api_error", "No."), 500), Model);
        using var response = await _bed.Client.PostAsync("/v1/messages/count_tokens", RelayBed.Body("""{"model":"claude-x","messages":[{"role":"user","content":"Say hello"}]}"""));
        Assert.InRange((int)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["input_tokens"]!, 5, 20);
    }

    [Fact]
    public async Task CountTokens_WithoutKey_Is401()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
        using var response = await client.PostAsync("/v1/messages/count_tokens", Body());
        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "authentication_error");
    }

    [Fact]
    public async Task Models_ForItsClients_HaveItsForm()
    {
        await _bed.AddProviderAsync("anthropic", AnthropicReplies.Either(), Model);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "anthropic-version", "2023-06-01" } } };
        using var response = await _bed.Client.SendAsync(request);
        Fixture.AssertSays(
            JsonNode.Parse("""{"data":[{"type":"model","id":"claude-x","display_name":"claude-x"}],"has_more":false,"first_id":"claude-x","last_id":"claude-x"}"""),
            JsonNode.Parse(await response.Content.ReadAsStringAsync()));
        Assert.Equal("list", (string)JsonNode.Parse(await _bed.Client.GetStringAsync("/v1/models"))!["object"]!);
    }

    private static StringContent Body() => RelayBed.Body($$"""{"model":"{{Model}}","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}""");

    private static async Task<string> AssertErrorAsync(HttpResponseMessage response, HttpStatusCode status, string type)
    {
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((status, "error", type), (response.StatusCode, (string)body["type"]!, (string)body["error"]!["type"]!));
        Assert.Equal(response.Headers.GetValues("request-id").Single(), (string)body["request_id"]!);
        return (string)body["error"]!["message"]!;
    }
}
