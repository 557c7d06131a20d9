using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>Old usage records go, their sums and the books stay exact, and nobody waits for it.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task Records_OlderThanTheSetting_GoAndTheBooksStillAgree()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000_000);
        for (var day = 0; day < 45; day++)
        {
            await ChargeAsync(bed, requests: 20, cost: 7);
            bed.Clock.Advance(TimeSpan.FromDays(1));
        }

        // The first record of day 15 is exactly 30 days old and stays.
        Assert.Equal(15 * 20, await bed.Retention.RunAsync());
        await using var context = bed.OpenContext();
        Assert.Equal(30 * 20, await context.UsageRecords.CountAsync());
        Assert.True(await context.UsageRecords.MinAsync(record => record.At) >= bed.Clock.GetUtcNow().AddDays(-30));
        Assert.Equal(45 * 20 * 7, await context.UsageHours.SumAsync(hour => hour.Charged));
        Assert.Equal(45 * 20 * 7, (await bed.BalanceAsync()).Spent);
        Assert.Empty((await bed.AuditAsync()).Differences);
        Assert.Equal(0, await bed.Retention.RunAsync());
    }

    [Fact]
    public async Task Records_KeptForEver_Stay()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000);
        await ChargeAsync(bed, requests: 3, cost: 1);
        await bed.Settings.SaveAsync(new RetentionSettings(0));
        bed.Clock.Advance(TimeSpan.FromDays(4_000));
        Assert.Equal(0, await bed.Retention.RunAsync());
    }

    [Fact]
    public async Task Charges_DuringAPurge_WaitForOnePageAtMost()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000_000);
        for (var i = 0; i < 5; i++)
        {
            // No more at once than the ledger takes on.
            await ChargeAsync(bed, requests: 1_000, cost: 1);
        }

        bed.Clock.Advance(TimeSpan.FromDays(31));
        var purge = bed.Retention.RunAsync();
        var waits = new List<double>();
        while (!purge.IsCompleted)
        {
            var started = Stopwatch.GetTimestamp();
            await ChargeAsync(bed, requests: 1, cost: 1);
            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Assert.Equal(5_000, await purge);
        Assert.NotEmpty(waits);
        // A hold and a charge, each behind one page: the median, because the machine may be busy with other things.
        var median = waits.Order().ElementAt(waits.Count / 2);
        Assert.True(median < 250, $"a hold and its charge took {median} ms");
    }

    private static Task ChargeAsync(LedgerBed bed, int requests, long cost) => Task.WhenAll(Enumerable.Range(0, requests).Select(async _ =>
    {
        var (hold, _) = await bed.ReserveAsync(cost);
        await hold!.SettleAsync(LedgerBed.Cost(cost));
    }));
}
