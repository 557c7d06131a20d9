using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Management;

/// <summary>What the holder of a key learns with it, and what not.</summary>
public sealed class TokenLookupTests
{
    [Fact]
    public async Task Usage_OfAKey_IsPaged_AndHoldsNoOtherKeysRequests()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Either());
        using var other = bed.CreateClient((await bed.CreateTokenAsync(limit: 1)).Key);
        for (var i = 0; i < 3; i++)
        {
            (await bed.ChatAsync()).Dispose();
        }

        (await other.PostAsync("/v1/chat/completions", RelayBed.ChatBody())).Dispose();
        await bed.RecordsAsync(4);
        var (status, page) = await bed.Client.CallAsync("GET", "/api/token/usage?page=2&pageSize=2");
        Assert.Equal(200, status);
        Assert.Equal(3, page!["total"]!.GetValue<int>());
        Assert.Single(page["items"]!.AsArray());
        Assert.True(page["costUsd"]!.GetValue<decimal>() > 0);
        var (_, single) = await other.CallAsync("GET", "/api/token");
        Assert.Equal(single!["limitUsd"]!.GetValue<decimal>() - single["spentUsd"]!.GetValue<decimal>(), single["remainingUsd"]!.GetValue<decimal>());
        Assert.Contains(RelayBed.Model, single["available"]!.AsArray().Select(model => model!.GetValue<string>()));
        Assert.Single((await other.CallAsync("GET", "/api/token/usage")).Body!["items"]!.AsArray());
    }

    [Fact]
    public async Task Csv_OfAKey_HasALineARequest_AndFollowsTheFilter()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Either());
        (await bed.ChatAsync()).Dispose();
        (await bed.ChatAsync(model: "gpt-4o")).Dispose();
        await bed.RecordsAsync(2);
        var lines = (await bed.Client.GetStringAsync("/api/token/usage/csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("requestId,at,model,inputTokens,cachedTokens,outputTokens,costUsd,stream,status", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.EndsWith("false,succeeded", lines[1], StringComparison.Ordinal);
        lines = (await bed.Client.GetStringAsync("/api/token/usage/csv?model=gpt-4o")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(",gpt-4o,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_InTheAddress_IsNotRead()
    {
        await using var bed = await RelayBed.StartAsync();
        using var nobody = new HttpClient { BaseAddress = new Uri(bed.Address) };
        var (status, body) = await nobody.CallAsync("GET", $"/api/token?key={bed.Key}");
        Assert.Equal(401, status);
        Assert.Equal("missing", body!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task Guesses_FromOneAddress_EndAfterAFew_AndKeysThatExistDoNotCount()
    {
        await using var bed = await RelayBed.StartAsync();
        using var guesser = bed.CreateClient(TokenKey.Create());
        for (var i = 0; i < LookupLimiter.PerAddress; i++)
        {
            Assert.Equal(200, (await bed.Client.CallAsync("GET", "/api/token")).Status);
            Assert.Equal(401, (await guesser.CallAsync("GET", "/api/token")).Status);
        }

        using var refused = await guesser.GetAsync("/api/token/usage");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(LookupLimiter.Window, refused.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public void Guesses_FromANetworkOfIPv6_CountTogether()
    {
        var limiter = new LookupLimiter(TimeProvider.System);
        for (var i = 1; i <= LookupLimiter.PerAddress; i++)
        {
            limiter.Count(IPAddress.Parse($"2001:db8:1:1::{i}"));
        }

        Assert.False(limiter.MayTry(IPAddress.Parse("2001:db8:1:1:ffff::1")));
        Assert.True(limiter.MayTry(IPAddress.Parse("2001:db8:1:2::1")));
        Assert.True(limiter.MayTry(null));
    }

    [Theory]
    [InlineData(true, "disabled")]
    [InlineData(false, "expired")]
    public async Task Refusal_SaysWhy(bool disabled, string reason)
    {
        await using var bed = await RelayBed.StartAsync();
        var tokens = bed.Services.GetRequiredService<TokenService>();
        var created = await bed.CreateTokenAsync(expires: TimeProvider.System.GetUtcNow().AddMilliseconds(disabled ? 60_000 : 50));
        if (disabled)
        {
            await tokens.SetEnabledAsync(bed.UserId, created.Id, false);
        }

        await Task.Delay(100);
        using var holder = bed.CreateClient(created.Key);
        Assert.Equal(reason, (await holder.CallAsync("GET", "/api/token")).Body!["reason"]!.GetValue<string>());
    }
}
