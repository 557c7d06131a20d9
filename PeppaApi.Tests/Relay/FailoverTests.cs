using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

public sealed class FailoverTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(404)]
    [InlineData(301)]
    public async Task Upstream_Fails_NextChannelServes(int status)
    {
        await using var bed = await RelayBed.StartAsync(upstreams: [Replies.Json("""{"error":{"message":"down"}}""", status), Replies.Chat()]);
        using var response = await bed.ChatAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, Assert.Single(await bed.RecordsAsync()).Attempts);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Upstream_NotThere_NextChannelServes()
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddChannelAsync("http://127.0.0.1:9", priority: 5);
        await bed.AddChannelAsync(Replies.Chat());
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upstream_ErrorInside200_NextChannelServes(bool stream)
    {
        const string Error = """{"error":{"message":"overloaded","type":"server_error","code":null}}""";
        var failing = stream ? Replies.Stream($"data: {Error}\n\n") : Replies.Json(Error);
        await using var bed = await RelayBed.StartAsync(upstreams: [failing, Replies.Either()]);
        using var response = await bed.ChatAsync(stream ? ",\"stream\":true" : "");
        Assert.Contains(stream ? "[DONE]" : "Paris.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(await bed.RecordsAsync()).Attempts);
    }

    [Theory]
    [InlineData("{\"code\":-1,\"msg\":\"no balance\"}")]
    [InlineData("\"Invalid token\"")]
    public async Task Upstream_ErrorNobodyKnowsInside200_NextChannelServes(string body)
    {
        await using var bed = await RelayBed.StartAsync(upstreams: [Replies.Json(body), Replies.Chat()]);
        using var response = await bed.ChatAsync();
        Assert.Contains("Paris.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(await bed.RecordsAsync()).Attempts);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("deepseek")]
    public async Task Stream_ThatWaitsWithCommentsAndThenFails_NextChannelServes(string provider)
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:FirstByteSeconds=60"]);
        await bed.AddProviderAsync(provider, Replies.Stream(": keep-alive\n\n", ": keep-alive\n\n", "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n"), "waits");
        await bed.AddProviderAsync("openai", Replies.Stream([": PROCESSING\n\n", .. Replies.Hello()]), "waits");
        var served = 0;
        for (var i = 0; i < 6; i++)
        {
            using var response = await bed.ChatAsync(",\"stream\":true", model: "waits");
            served += (await response.Content.ReadAsStringAsync()).EndsWith(Replies.Done, StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal(6, served);
        Assert.Contains(await bed.RecordsAsync(), record => record.Attempts == 2);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"claude-x","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""", HttpStatusCode.BadRequest, "anthropic-beta")]
    [InlineData("/v1/messages/count_tokens", """{"model":"claude-x","messages":[{"role":"user","content":"hi"}]}""", HttpStatusCode.OK, "input_tokens")]
    public async Task Header_ThatCannotBeSent_IsTheClientsFault(string path, string body, HttpStatusCode expected, string said)
    {
        await using var bed = await RelayBed.StartAsync();
        var upstream = await bed.AddProviderAsync("anthropic", AnthropicReplies.Either(), "claude-x");
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 }) { BaseAddress = new Uri(bed.Address) };
        for (var i = 0; i < 4; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = RelayBed.Body(body) };
            request.Headers.TryAddWithoutValidation("x-api-key", bed.Key);
            request.Headers.TryAddWithoutValidation("anthropic-beta", "tools-é");
            using var response = await client.SendAsync(request);
            Assert.Equal(expected, response.StatusCode);
            Assert.Contains(said, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(upstream.Requests);
        Assert.Equal(0, bed.Services.GetRequiredService<ChannelDirectory>().All.Single().State.Failures.Sum());
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Upstream_Busy_ItsRetryAfterIsObeyed()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: context =>
        {
            context.Response.Headers.RetryAfter = "30";
            return Replies.Json("""{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}""", 429)(context);
        });
        for (var i = 0; i < 3; i++)
        {
            using var response = await bed.ChatAsync();
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 25, 30);
        }

        Assert.Single(bed.Upstream.Requests);
        Assert.Equal(0, (await bed.BalanceAsync()).Spent);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Upstream_RejectsTheKey_KeyIsSetAsideAndTheNextOneServes()
    {
        await using var bed = await RelayBed.StartAsync();
        var upstream = await bed.AddChannelAsync(
            context => context.Request.Headers.Authorization == "Bearer good-key-0002"
                ? Replies.Chat()(context)
                : Replies.Json("""{"error":{"message":"Incorrect API key provided: bad-key-0001","code":"invalid_api_key"}}""", 401)(context),
            keys: ["bad-key-0001", "good-key-0002"]);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        }

        Assert.InRange(upstream.Requests.Count(request => request.Authorization.EndsWith("0001", StringComparison.Ordinal)), 0, 1);
        await using var only = await RelayBed.StartAsync(upstreams: Replies.Json("""{"error":{"message":"no","code":"invalid_api_key"}}""", 401));
        using var refused = await only.ChatAsync();
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        var key = await SetAsideAsync(only);
        Assert.Equal("401 invalid_api_key", key.SetAsideReason);
        await only.AssertSoundAsync();
    }

    [Fact]
    public async Task Upstream_RefusesTheRequest_ClientGetsItsErrorWithoutTheKey()
    {
        await using var bed = await RelayBed.StartAsync(upstreams:
            [Replies.Json("""{"error":{"message":"too long for sk-upstream-key-1","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", 400), Replies.Chat()]);
        using var response = await bed.ChatAsync();
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("context_length_exceeded", body, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-upstream", body, StringComparison.Ordinal);
        Assert.Equal((UsageStatus.Failed, 0L, 1), (await bed.RecordsAsync()).Select(record => (record.Status, record.Charged, record.Attempts)).Single());
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Upstream_AllFail_ClientGetsTheFirstError()
    {
        await using var bed = await RelayBed.StartAsync(upstreams:
            [Replies.Json("""{"error":{"message":"first is down"}}""", 500), Replies.Json("""{"error":{"message":"second is down"}}""", 500)]);
        using var response = await bed.ChatAsync();
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("first is down", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await bed.BalanceAsync()).Spent);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Upstream_Hangs_FirstByteClockMovesOn()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:FirstByteSeconds=1"], upstreams: [Replies.Hang(), Replies.Chat()]);
        var clock = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.9, 60);
        await bed.AssertSoundAsync();
    }

    private static async Task<ChannelKeyView> SetAsideAsync(RelayBed bed)
    {
        var channels = bed.Services.GetRequiredService<ChannelService>();
        for (var i = 0; i < 100; i++)
        {
            if ((await channels.ListAsync()).Single().Keys.Single() is { SetAsideReason: not null } key)
            {
                return key;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The key was not set aside.");
    }
}
