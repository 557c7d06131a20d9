using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Pricing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>What was charged may be given back, and never more than that.</summary>
public sealed class RefundTests
{
    [Fact]
    public async Task Refund_InParts_GivesBackTheChargeAndNoMore()
    {
        await using var bed = await LedgerBed.CreateAsync(tokenLimit: 100);
        await bed.GrantAsync(1_000);
        await ChargeAsync(bed, "r1", 90);
        Assert.Equal(new RefundResult(30, 90, 0, 2), await bed.Ledger.RefundAsync("r1", 30, "slow"));
        Assert.Equal(new RefundResult(0, 90, 30), await bed.Ledger.RefundAsync("r1", 61, "too much"));
        Assert.Equal(60, (await bed.Ledger.RefundAsync("r1", null, "all the rest")).Refunded);
        Assert.Equal(new RefundResult(0, 90, 90), await bed.Ledger.RefundAsync("r1", null, "again"));
        Assert.Equal(default, await bed.Ledger.RefundAsync("unknown", null, "none"));
        var balance = await bed.BalanceAsync();
        Assert.Equal((1_000, 90, 1_090), (balance.Available, balance.Spent, balance.Granted));
        Assert.Equal([GrantKind.Refund, GrantKind.Refund, GrantKind.Payment], balance.Grants.Select(grant => grant.Kind));
        Assert.Equal("r1", balance.Grants[0].RequestId);

        // The token may spend its limit anew.
        await ChargeAsync(bed, "r2", 100);
        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Refund_ManyAtOnce_NeverGivesBackMoreThanWasCharged()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000);
        await ChargeAsync(bed, "r1", 100);
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => bed.Ledger.RefundAsync("r1", 7, "race"))));
        Assert.Equal(98, results.Sum(result => result.Refunded));
        Assert.Equal(998, (await bed.BalanceAsync()).Available);
        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Refund_OnceTheRecordIsGone_StillGivesBack()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000);
        await ChargeAsync(bed, "r1", 100);
        bed.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(1, await bed.Retention.RunAsync());
        Assert.Equal(100, (await bed.Ledger.RefundAsync("r1", null, "late")).Refunded);
    }

    [Fact]
    public async Task Refund_OverTheApi_IsExplainedAndStated()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Bootstrap:Admin:AccessToken=an-operators-access-token"], upstreams: Replies.Chat());
        using var chat = await bed.ChatAsync();
        var record = (await bed.RecordsAsync(1))[0];
        using var admin = bed.CreateClient("an-operators-access-token");
        var path = $"/api/usage/{record.RequestId}/refund";
        Assert.Equal(404, (await admin.CallAsync("POST", "/api/usage/none/refund", """{"reason":"r"}""")).Status);
        Assert.NotNull((await admin.CallAsync("POST", path, "{}")).Body!["errors"]!["reason"]);
        Assert.NotNull((await admin.CallAsync("POST", path, """{"reason":"r","amountUsd":5}""")).Body!["errors"]!["amountUsd"]);
        var (status, body) = await admin.CallAsync("POST", path, """{"reason":"it was slow"}""");
        Assert.Equal((200, 0m), (status, body!["leftUsd"]!.GetValue<decimal>()));
        var why = (await bed.Services.GetRequiredService<ChargeExplainer>().ExplainAsync(record.RequestId))!;
        Assert.Equal((record.Charged, "it was slow", 0), (Assert.Single(why.Refunds).Amount, why.Refunds[0].Reason, why.Refundable));
        var month = record.At.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        var (_, statement) = await admin.CallAsync("GET", $"/api/users/{bed.UserId}/statements/{month}");
        Assert.Contains(statement!["grants"]!.AsArray(), line => line!["kind"]!.GetValue<string>() == "refund");
        await bed.AssertSoundAsync();
    }

    private static async Task ChargeAsync(LedgerBed bed, string requestId, long cost)
    {
        var (hold, _) = await bed.ReserveAsync(cost, requestId: requestId);
        await hold!.SettleAsync(LedgerBed.Cost(cost));
    }
}
