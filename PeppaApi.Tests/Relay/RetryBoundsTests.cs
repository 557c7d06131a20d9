using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

public sealed class RetryBoundsTests
{
    [Theory]
    [InlineData("--Relay:MaxAttempts=2", 2)]
    [InlineData("--Relay:MaxAttempts=4", 4)]
    [InlineData("--Relay:RetrySeconds=0", 1)]
    public async Task Attempts_NumberOrTimeReached_AreNotRepeated(string setting, int sent)
    {
        await using var bed = await RelayBed.StartAsync(settings: [setting, "--Relay:RetryBackoffMilliseconds=1"]);
        var upstream = await bed.AddChannelAsync(Down(), keys: ["key-0000001", "key-0000002", "key-0000003", "key-0000004", "key-0000005"]);
        await bed.ChatAsync();
        Assert.Equal(sent, upstream.Requests.Count);
        Assert.Equal(sent, upstream.Requests.Select(request => request.Authorization).Distinct().Count());
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData(500, 0.02, 2)]
    [InlineData(500, 0.05, 3)]
    [InlineData(429, 0.02, 3)]
    public async Task Attempts_ThatTheVendorMayBill_AreBoundedByMoney(int status, double risk, int sent)
    {
        await using var bed = await RelayBed.StartAsync(settings: [FormattableString.Invariant($"--Relay:RetryRiskUsd={risk}"), "--Relay:RetryBackoffMilliseconds=1"]);
        // 40,000 bytes are about 10,000 tokens, at 1.50 dollars a million: 0.015 for each failure.
        await bed.SetPriceAsync(RelayBed.Model, 1.5m, 1.5m);
        var upstream = await bed.AddChannelAsync(Down(status), keys: ["key-0000001", "key-0000002", "key-0000003", "key-0000004"]);
        await bed.ChatAsync(content: new string('a', 40_000));
        Assert.Equal(sent, upstream.Requests.Count);
        await bed.AssertSoundAsync();
    }

    private static Microsoft.AspNetCore.Http.RequestDelegate Down(int status = 503) => Replies.Json("""{"error":{"message":"down"}}""", status);
}
