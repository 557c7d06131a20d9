using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

public sealed class TokenLimitTests
{
    [Fact]
    public async Task Reserve_BeyondTheTokensLimit_IsShortThenExhausted()
    {
        await using var bed = await LedgerBed.CreateAsync(tokenLimit: 50);
        await bed.GrantAsync(1000);
        var (first, _) = await bed.ReserveAsync(40);
        Assert.Equal(ReserveOutcome.TokenShort, (await bed.ReserveAsync(20)).Outcome);
        await first!.SettleAsync(LedgerBed.Cost(50));
        Assert.Equal(ReserveOutcome.TokenExhausted, (await bed.ReserveAsync(1)).Outcome);
        Assert.Equal(950, (await bed.BalanceAsync()).Available);
        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Audit_ChangedBehindItsBack_NamesTheFigure()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1000);
        await using (var context = bed.OpenContext())
        {
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
                context.Database, "UPDATE accounts SET spent = 5", TestContext.Current.CancellationToken);
        }

        var report = await bed.AuditAsync();
        Assert.Contains(report.Differences, difference => difference is { What: "accounts 1 spent", Stored: 5, Computed: 0 });
    }
}
