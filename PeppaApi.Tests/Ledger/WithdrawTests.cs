using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>What an operator may take back: what is unspent and not held, and never more.</summary>
public sealed class WithdrawTests
{
    [Fact]
    public async Task Withdraw_FromSeveralLots_TakesWhatWouldBeSpentFirst()
    {
        await using var bed = await LedgerBed.CreateAsync();
        var paid = await bed.GrantAsync(100);
        var brief = await bed.GrantAsync(30, TimeSpan.FromHours(1));
        Assert.True((await bed.Ledger.WithdrawAsync(LedgerBed.UserId, 50, "a mistake")).Withdrawn);
        var balance = await bed.BalanceAsync();
        Assert.Equal([(brief, 0L), (paid, 80L)], balance.Grants.Select(grant => (grant.Id, grant.Remaining)));
        Assert.Equal(80, balance.Available);
        Assert.Equal([(20L, "a mistake"), (30L, "a mistake")], (await bed.Balances.WithdrawalsAsync(LedgerBed.UserId)).Select(entry => (entry.Amount, entry.Reason!)));
        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Withdraw_WhatIsHeld_IsRefusedAndTheHoldIsPaid()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(100);
        var (hold, _) = await bed.ReserveAsync(70);
        Assert.Equal(new WithdrawResult(false, 30), await bed.Ledger.WithdrawAsync(LedgerBed.UserId, 31, "too much"));
        Assert.Equal(new WithdrawResult(true, 30), await bed.Ledger.WithdrawAsync(LedgerBed.UserId, 30, "all that is free"));
        Assert.Equal(70, (await hold!.SettleAsync(LedgerBed.Cost(70))).Charged);
        Assert.Equal(0, (await bed.BalanceAsync()).Available);
        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Withdraw_ManyAtOnce_NeverTakesMoreThanThereIs()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(100);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => bed.Ledger.WithdrawAsync(LedgerBed.UserId, 7, "race")));
        Assert.Equal(14, results.Count(result => result.Withdrawn));
        Assert.Equal(2, (await bed.BalanceAsync()).Available);
    }

    [Fact]
    public async Task Adjustment_BelowZero_NeedsAReasonAndUnspentCredit()
    {
        await using var app = await AppHost.StartAsync();
        var (id, user) = await app.UserAsync("some");
        user.Dispose();
        var path = $"/api/users/{id}/grants";
        await app.Admin.CallAsync("POST", path, """{"amountUsd":5}""");
        await RefusedAsync(app, path, """{"amountUsd":-1}""", "reason");
        await RefusedAsync(app, path, """{"amountUsd":-5.000000001,"reason":"r"}""", "amountUsd");
        await RefusedAsync(app, path, """{"amountUsd":-1,"reason":"r","expiresAt":"2099-01-01T00:00:00Z"}""", "expiresAt");
        await RefusedAsync(app, path, """{"amountUsd":-1,"reason":"r","kind":"payment"}""", "kind");
        var (status, body) = await app.Admin.CallAsync("POST", path, """{"amountUsd":-1.5,"reason":"given twice"}""");
        Assert.Equal((200, 3.5m), (status, body!["availableUsd"]!.GetValue<decimal>()));
        Assert.True((await app.Services.GetRequiredService<LedgerAudit>().RunAsync()).Ok);
    }

    private static async Task RefusedAsync(AppHost app, string path, string body, string field)
    {
        var (status, problem) = await app.Admin.CallAsync("POST", path, body);
        Assert.Equal(400, status);
        Assert.NotNull(problem!["errors"]![field]);
    }
}
