using System.Net;
using Microsoft.AspNetCore.Http;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

public sealed class KeepAliveTests
{
    private const string Comment = ": keep-alive\n\n";
    private const string Ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
    private static readonly TimeSpan Thinking = TimeSpan.FromSeconds(2.5);

    [Fact]
    public async Task Stream_WhoseUpstreamThinks_IsKeptAlive_AndThenWhole()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:KeepAliveSeconds=1"], upstreams: Late(Replies.Stream(Replies.Hello())));
        using var response = await bed.ChatAsync(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(string.Concat(Replies.Hello()), After(Comment, body));
        Assert.True(Assert.Single(await bed.RecordsAsync()).FirstByteMs!.Value >= 2_400);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task Stream_OfAnthropicsClient_IsKeptAliveWithPings_AndThenWhole(string provider)
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:KeepAliveSeconds=1"]);
        await bed.AddProviderAsync(provider, Late(Replies.Stream(provider == "openai" ? Replies.Hello() : AnthropicReplies.Hello)), "claude-x");
        const string Body = """{"model":"claude-x","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"hi"}]}""";
        using var response = await bed.Client.PostAsync("/v1/messages", RelayBed.Body(Body));
        var body = await response.Content.ReadAsStringAsync();
        Assert.StartsWith("event: message_start\n", After(Ping, body), StringComparison.Ordinal);
        if (provider == "anthropic")
        {
            Assert.Equal(string.Concat(AnthropicReplies.Hello), After(Ping, body));
        }

        Assert.DoesNotContain(Comment, body, StringComparison.Ordinal);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Stream_KeptAlive_AnotherChannelMayStillServe()
    {
        await using var bed = await RelayBed.StartAsync(
            settings: ["--Relay:KeepAliveSeconds=1", "--Relay:FirstByteSeconds=2"], upstreams: [Replies.Hang(), Replies.Stream(Replies.Hello())]);
        using var response = await bed.ChatAsync(",\"stream\":true");
        var body = await response.Content.ReadAsStringAsync();
        Assert.StartsWith(Comment, body, StringComparison.Ordinal);
        Assert.EndsWith(Replies.Done, body, StringComparison.Ordinal);
        Assert.Equal((UsageStatus.Succeeded, 2), (await bed.RecordsAsync()).Select(record => (record.Status, record.Attempts)).Single());
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Stream_KeptAliveInVain_EndsWithAnErrorEvent_AndCostsNothing()
    {
        await using var bed = await RelayBed.StartAsync(
            settings: ["--Relay:KeepAliveSeconds=1", "--Relay:FirstByteSeconds=2"], upstreams: [Replies.Hang()]);
        using var response = await bed.ChatAsync(",\"stream\":true");
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith(Comment, body, StringComparison.Ordinal);
        Assert.Contains("\n\ndata: {\"error\":", body, StringComparison.Ordinal);
        Assert.Contains("upstream_timeout", body, StringComparison.Ordinal);
        Assert.Equal((UsageStatus.Failed, 0L), (await bed.RecordsAsync(1)).Select(record => (record.Status, record.Charged)).Single());
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Stream_KeptAlive_WholeReply_IsAnErrorEvent()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:KeepAliveSeconds=1"], upstreams: Late(Replies.Chat()));
        using var response = await bed.ChatAsync(",\"stream\":true");
        Assert.Contains("upstream_error", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await bed.BalanceAsync()).Spent);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("", "--Relay:KeepAliveSeconds=1")]
    [InlineData(",\"stream\":true", "--Relay:KeepAliveSeconds=0")]
    public async Task Reply_WholeOrNotWanted_HasNoComments(string extra, string setting)
    {
        await using var bed = await RelayBed.StartAsync(settings: [setting], upstreams: Late(Replies.Either()));
        using var response = await bed.ChatAsync(extra);
        Assert.DoesNotContain("keep-alive", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>What comes after some of them: one a second, but the machine may be late with one, or with the reply.</summary>
    private static string After(string sign, string body)
    {
        var at = 0;
        while (body.AsSpan(at).StartsWith(sign))
        {
            at += sign.Length;
        }

        Assert.InRange(at / sign.Length, 1, 30);
        return body[at..];
    }

    private static RequestDelegate Late(RequestDelegate script) => async context =>
    {
        await Task.Delay(Thinking, context.RequestAborted);
        await script(context);
    };
}
