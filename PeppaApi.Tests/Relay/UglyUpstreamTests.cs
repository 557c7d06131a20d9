using System.Net;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>Upstreams that break off, fall silent, lie or flood: a clear error or an honest partial charge, no leak, no hang.</summary>
public sealed class UglyUpstreamTests
{
    private static readonly string Start = Replies.Chunk("""{"role":"assistant","content":"Hello"}""");

    [Theory]
    [InlineData("")]
    [InlineData("data: {\"id\":\"half\",\"choices\":[{\"del")]
    public async Task Stream_ClosedEarly_EndsInAnErrorAndIsChargedWhatCame(string rest)
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Stream(Start, rest));
        using var response = await bed.ChatAsync(",\"stream\":true");
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("Hello", body, StringComparison.Ordinal);
        Assert.Contains("\"error\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        Assert.DoesNotContain("half", body, StringComparison.Ordinal);
        await AssertPartialAsync(bed, UsageStatus.Interrupted);
    }

    [Fact]
    public async Task Stream_ConnectionReset_EndsInAnErrorAndIsChargedWhatCame()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.StreamThenCut(Start));
        using var response = await bed.ChatAsync(",\"stream\":true");
        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await AssertPartialAsync(bed, UsageStatus.Interrupted);
    }

    [Fact]
    public async Task Stream_FallsSilent_EndsByItsClock()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:BetweenChunksSeconds=1"], upstreams: async context =>
        {
            await Replies.Stream(Start)(context);
            await Replies.Hang()(context);
        });
        using var response = await bed.ChatAsync(",\"stream\":true");
        Assert.Contains("upstream_timeout", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await AssertPartialAsync(bed, UsageStatus.Interrupted);
    }

    [Fact]
    public async Task Stream_EndlessLine_IsCutOff()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:MaxReplyBytes=1000000"], upstreams: async context =>
        {
            await Replies.Stream(Start)(context);
            var junk = new byte[64 * 1024];
            Array.Fill(junk, (byte)'x');
            for (var i = 0; i < 1024; i++)
            {
                await context.Response.Body.WriteAsync(junk, context.RequestAborted);
            }
        });
        using var response = await bed.ChatAsync(",\"stream\":true");
        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await AssertPartialAsync(bed, UsageStatus.Interrupted);
    }

    [Fact]
    public async Task Stream_ErrorInTheMiddle_IsPassedOn()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Stream(Start, "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"));
        using var response = await bed.ChatAsync(",\"stream\":true");
        Assert.EndsWith("data: {\"error\":{\"message\":\"overloaded\"}}\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await AssertPartialAsync(bed, UsageStatus.Interrupted);
    }

    [Fact]
    public async Task Stream_NothingButARole_IsFree()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Stream(Replies.Chunk("""{"role":"assistant","content":""}""")));
        using var response = await bed.ChatAsync(",\"stream\":true");
        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(await bed.RecordsAsync()).Charged);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("""{"prompt_tokens":-9,"completion_tokens":-3}""")]
    [InlineData("""{"prompt_tokens":900000000,"completion_tokens":3}""")]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":4611686018427387904}""")]
    [InlineData("\"lots\"")]
    [InlineData("null")]
    public async Task Usage_Impossible_IsCountedInstead(string usage)
    {
        foreach (var stream in (bool[])[false, true])
        {
            await using var bed = await RelayBed.StartAsync(upstreams: stream ? Replies.Stream(Replies.Hello(usage)) : Replies.Chat("Hello!", usage));
            using var response = await bed.ChatAsync(stream ? ",\"stream\":true" : "");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await response.Content.ReadAsStringAsync();
            var record = Assert.Single(await bed.RecordsAsync());
            Assert.Equal((UsageBasis.Counted, 9L, 2L), (record.Basis, record.InputTokens, record.OutputTokens));
            await bed.AssertSoundAsync();
        }
    }

    [Theory]
    [InlineData("this is no JSON")]
    [InlineData("")]
    [InlineData("{\"choices\":[")]
    [InlineData("{\"code\":-1,\"msg\":\"no balance\",\"data\":null}")]
    [InlineData("\"Invalid token\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task Whole_NoReply_Is502AndFree(string body)
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Json(body));
        using var response = await bed.ChatAsync();
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(0, (await bed.BalanceAsync()).Spent);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Whole_LargerThanAllowed_Is502AndFree()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:MaxReplyBytes=10000"], upstreams: Replies.Chat(new string('x', 50_000)));
        Assert.Equal(HttpStatusCode.BadGateway, (await bed.ChatAsync()).StatusCode);
        await bed.AssertSoundAsync();
    }

    private static async Task AssertPartialAsync(RelayBed bed, UsageStatus status)
    {
        var record = Assert.Single(await bed.RecordsAsync());
        Assert.Equal((status, UsageBasis.Counted, 9L, 1L), (record.Status, record.Basis, record.InputTokens, record.OutputTokens));
        Assert.True(record.Charged > 0);
        await bed.AssertSoundAsync();
    }
}
