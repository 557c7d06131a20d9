using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Data;

public sealed class ReadSnapshotTests
{
    [Fact]
    public async Task Snapshot_WhileTheLedgerWrites_LetsItAndStaysAsItWas()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(10);
        await using (var context = bed.OpenContext())
        {
            await using var snapshot = await context.BeginSnapshotAsync(TestContext.Current.CancellationToken);
            Assert.Equal(10, await context.Accounts.AsNoTracking().SumAsync(account => account.Granted));
            await bed.GrantAsync(5).WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(10, await context.Accounts.AsNoTracking().SumAsync(account => account.Granted));
        }

        await using var later = bed.OpenContext();
        Assert.Equal(15, await later.Accounts.AsNoTracking().SumAsync(account => account.Granted));
    }
}
