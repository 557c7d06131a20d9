using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Relay;

/// <summary>Bad input, and what it gets. In every case nothing is charged, held or sent.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync(settings: ["--Relay:MaxRequestBytes=5000"], upstreams: Replies.Chat());

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_bed.Upstream.Requests);
        Assert.Equal(0, (await _bed.BalanceAsync()).Spent);
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Key_MissingMalformedUnknown_Are401()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
        await AssertErrorAsync(await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody()), 401, "invalid_api_key");
        var malformed = await ErrorTextAsync("sk-nonsense");
        var unknown = await ErrorTextAsync(TokenKey.Create());
        Assert.Equal(malformed, unknown);
    }

    [Theory]
    [InlineData("sk-' OR 1=1 --")]
    [InlineData("sk-")]
    [InlineData("Bearer Bearer")]
    public async Task Key_Hostile_Is401(string key) => await ErrorTextAsync(key);

    [Fact]
    public async Task Token_ExpiredDisabledDeletedOrItsUserDisabled_Is401AtTheNextRequest()
    {
        var tokens = _bed.Services.GetRequiredService<TokenService>();
        var soon = await _bed.CreateTokenAsync(expires: TimeProvider.System.GetUtcNow().AddMilliseconds(50));
        await Task.Delay(60);
        await ErrorTextAsync(soon.Key);

        var token = await _bed.CreateTokenAsync();
        await tokens.SetEnabledAsync(_bed.UserId, token.Id, false);
        await ErrorTextAsync(token.Key);
        await tokens.DeleteAsync(_bed.UserId, token.Id);
        await ErrorTextAsync(token.Key);

        var other = await _bed.CreateTokenAsync();
        await _bed.Services.GetRequiredService<UserService>().UpdateAsync(_bed.UserId, new UserChange(null, null, true, null));
        await ErrorTextAsync(other.Key);
    }

    [Fact]
    public async Task Model_OutsideTheTokensList_Is403() => await AssertErrorAsync(
        await PostAsync((await _bed.CreateTokenAsync(models: ["gpt-4o"])).Key), 403, "model_not_allowed");

    [Fact]
    public async Task Address_OutsideTheTokensRange_Is403()
    {
        await AssertErrorAsync(await PostAsync((await _bed.CreateTokenAsync(addresses: ["203.0.113.0/24", "2001:db8::/32"])).Key), 403, "ip_not_allowed");
        // Inside the range the request gets further: to the model's own refusal.
        var inside = (await _bed.CreateTokenAsync(addresses: ["127.0.0.0/8"], models: ["gpt-4o"])).Key;
        await AssertErrorAsync(await PostAsync(inside), 403, "model_not_allowed");
    }

    [Fact]
    public async Task Credit_None_Is403()
    {
        await using var poor = await RelayBed.StartAsync(credit: 0, upstreams: Replies.Chat());
        await AssertErrorAsync(await poor.ChatAsync(), 403, "insufficient_user_quota");
        Assert.Empty(poor.Upstream.Requests);
    }

    [Fact]
    public async Task Token_WithoutLimitLeft_Is401AndShort403()
    {
        await AssertErrorAsync(await PostAsync((await _bed.CreateTokenAsync(limit: 0)).Key), 401, "invalid_api_key");
        await AssertErrorAsync(await PostAsync((await _bed.CreateTokenAsync(limit: 0.000000001m)).Key), 403, "insufficient_user_quota");
    }

    [Fact]
    public async Task Model_WithoutChannel_Is503NamingGroupAndModel()
    {
        var message = await AssertErrorAsync(await _bed.ChatAsync(model: "gpt-4"), 503, "no_available_channel");
        Assert.Contains("'default'", message, StringComparison.Ordinal);
        Assert.Contains("'gpt-4'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_WithoutPrice_IsRefusedAndToldTheOperator()
    {
        await AssertErrorAsync(await _bed.ChatAsync(model: "unpriced-model"), 503, "model_not_priced");
        Assert.Contains(_bed.Log.Lines, line => line.Contains("unpriced-model", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(",\"n\":-1", "n")]
    [InlineData(",\"max_tokens\":99999999999", "max_tokens")]
    [InlineData(",\"stream\":7", "stream")]
    public async Task Field_Wrong_Is400NamingIt(string extra, string param)
    {
        using var response = await _bed.ChatAsync(extra);
        await AssertErrorAsync(response, 400, "invalid_request", param);
    }

    [Fact]
    public async Task Body_TooLargeBrokenOrCompressed_IsRefused()
    {
        await AssertErrorAsync(await _bed.ChatAsync(content: new string('x', 6000)), 413, "request_too_large");
        await AssertErrorAsync(await _bed.Client.PostAsync("/v1/chat/completions", RelayBed.Body("{\"model\":")), 400, "invalid_request");
        using var gzip = RelayBed.ChatBody();
        gzip.Headers.ContentEncoding.Add("gzip");
        await AssertErrorAsync(await _bed.Client.PostAsync("/v1/chat/completions", gzip), 400, "invalid_request");
    }

    [Fact]
    public async Task Path_Unknown_Is404InTheDialect() =>
        await AssertErrorAsync(await _bed.Client.GetAsync("/v1/assistants"), 404, "unknown_path");

    [Fact]
    public async Task Message_InChinese_IfTheClientAsks()
    {
        _bed.Client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("zh-CN"));
        Assert.Contains("无可用渠道", await AssertErrorAsync(await _bed.ChatAsync(model: "gpt-4"), 503, "no_available_channel"), StringComparison.Ordinal);
    }

    private async Task<string> ErrorTextAsync(string key) => await AssertErrorAsync(await PostAsync(key), 401, "invalid_api_key");

    private async Task<HttpResponseMessage> PostAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = RelayBed.ChatBody() };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
        return await client.SendAsync(request);
    }

    private static async Task<string> AssertErrorAsync(HttpResponseMessage response, int status, string code, string? param = null)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = body.RootElement.GetProperty("error");
        Assert.Equal((status, code), ((int)response.StatusCode, error.GetProperty("code").GetString()));
        Assert.True(response.Headers.Contains("X-Request-Id") || response.StatusCode == HttpStatusCode.NotFound);
        if (param is not null)
        {
            Assert.Equal(param, error.GetProperty("param").GetString());
        }

        return error.GetProperty("message").GetString()!;
    }
}
