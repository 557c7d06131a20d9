using CsCheck;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Pricing;
using PeppaApi.Providers;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Pricing;

/// <summary>20,000 requests with prices of all kinds through the real ledger: every charge can be worked out again from its own row.</summary>
public sealed class ChargeRunTests
{
    private const int Requests = 20_000;
    private const int AtATime = 500;

    [Fact]
    public async Task Charges_OfARandomRun_AreWorkedOutAgainFromTheirRowsAndTheBooksTie() =>
        await Gen.Select(RandomPrices.Price.Array[40], Call.Gen.Array[Requests]).SampleAsync(
            async (prices, calls) =>
            {
                await using var bed = await LedgerBed.CreateAsync();
                await PriceAsync(bed, prices);
                await bed.GrantAsync(100_000 * Credit.PerDollar, TimeSpan.FromDays(20), GrantKind.Gift);
                await bed.GrantAsync(CreditLedger.LargestGrant);
                await bed.GrantAsync(CreditLedger.LargestGrant);
                foreach (var page in calls.Chunk(AtATime))
                {
                    await Task.WhenAll(page.Select(call => RunAsync(bed, prices[call.Which], call)));
                    bed.Clock.Advance(TimeSpan.FromHours(20));
                }

                await RunDryAsync(bed, prices.First(price => CostCalculator.Cost(price, Credit.Million, calls[0].Usage) > 0), calls[0]);
                await bed.RestartAsync();
                var charged = await CheckRowsAsync(bed, prices);
                await CheckExplanationsAsync(bed);
                await CheckBooksAsync(bed, charged);
                Assert.True(await bed.Retention.RunAsync() > 0, "nothing was old enough to go");
                await CheckBooksAsync(bed, charged);
            },
            iter: 1,
            threads: 1,
            print: _ => $"{Requests} random requests");

    private static async Task PriceAsync(LedgerBed bed, ModelPrice[] prices)
    {
        await using var context = bed.OpenContext();
        foreach (var (price, i) in prices.Select((price, i) => (price, i)))
        {
            price.Model = $"model-{i}";
            price.EffectiveFrom = bed.Clock.GetUtcNow();
        }

        context.ModelPrices.AddRange(prices);
        await context.SaveChangesAsync();
    }

    private static async Task RunAsync(LedgerBed bed, ModelPrice price, Call call)
    {
        var bound = RandomPrices.BoundOf(call.Usage, call.Variant);
        // Now and then the vendor delivers more than was held for: overrun.
        var held = CostCalculator.WorstCase(price, call.Multiplier, call.Ends == End.Over ? bound with { Output = bound.Output / 4, Images = 0 } : bound);
        var guess = Math.Min(bound.Input, 100);
        var inputCost = price.PerCall is null ? CostCalculator.Cost(price, call.Multiplier, new UsageReport { UncachedInput = guess }) : 0;
        var (reservation, _) = await bed.ReserveAsync(price, call.Multiplier, held, Math.Min(held, inputCost), inputCost, guess);
        if (reservation is null)
        {
            return;
        }

        reservation.MarkSent();
        var record = new UsageRecord { RequestId = "", Model = "", GroupName = "" };
        switch (call.Ends)
        {
            case End.Lost:
                return;
            case End.Released:
                record.Status = UsageStatus.Failed;
                break;
            default:
                record.Basis = UsageBasis.Reported;
                record.Bill(price, call.Multiplier, call.Usage, call.Variant);
                break;
        }

        await reservation.SettleAsync(record);
    }

    /// <summary>An upstream delivers what nobody can pay any more: it is all overrun.</summary>
    private static async Task RunDryAsync(LedgerBed bed, ModelPrice price, Call call)
    {
        var (reservation, _) = await bed.ReserveAsync(price, Credit.Million, 0, 0, 0, 0);
        await bed.Ledger.WithdrawAsync(LedgerBed.UserId, (await bed.BalanceAsync()).Available, "test");
        await reservation!.SettleAsync(new UsageRecord { RequestId = "", Model = "", GroupName = "", Basis = UsageBasis.Reported }
            .Bill(price, Credit.Million, call.Usage));
    }

    /// <returns>The sum of all charges.</returns>
    private static async Task<long> CheckRowsAsync(LedgerBed bed, ModelPrice[] prices)
    {
        var versions = prices.ToDictionary(price => price.Id);
        await using var context = bed.OpenContext();
        var rows = await context.UsageRecords.AsNoTracking().ToListAsync();
        Assert.Equal(Requests + 1, rows.Count);
        foreach (var row in rows)
        {
            var byHand = row.Status == UsageStatus.Failed ? 0 : ChargeByHand.Of(row, versions[row.PriceId]);
            Assert.True(byHand == row.Cost, $"{row.RequestId}: {row.Cost} was charged, {byHand} by hand");
        }

        Assert.Contains(rows, row => row.Cost > row.Held);
        Assert.Contains(rows, row => row.Overrun > 0);
        Assert.Contains(rows, row => row.Basis == UsageBasis.Recovered && row.Cost > 0);
        return rows.Sum(row => row.Charged);
    }

    /// <summary>What people are shown adds up to the same.</summary>
    private static async Task CheckExplanationsAsync(LedgerBed bed)
    {
        var explainer = new ChargeExplainer(bed.Contexts);
        await using var context = bed.OpenContext();
        foreach (var id in await context.UsageRecords.OrderBy(row => row.RequestId).Take(300).Select(row => row.RequestId).ToListAsync())
        {
            var why = (await explainer.ExplainAsync(id))!;
            var exact = why.SumUsd * why.Price.Discount * why.Multiplier * Credit.PerDollar;
            Assert.Equal(why.Cost, decimal.Ceiling(exact));
            Assert.InRange(why.RoundingUsd, 0m, 0.000000001m);
            Assert.Equal(why.Charged, why.Grants.Sum(grant => grant.Amount));
            Assert.Equal(why.Cost, why.Charged + why.Overrun);
        }
    }

    private static async Task CheckBooksAsync(LedgerBed bed, long charged)
    {
        await bed.Ledger.ExpireDueAsync();
        Assert.Empty((await bed.AuditAsync()).Differences);
        var balance = await bed.BalanceAsync();
        Assert.Equal((charged, 0), (balance.Spent, balance.Held));
        var statements = new StatementReader(bed.Contexts, bed.Zones, bed.Clock);
        var all = await Task.WhenAll((await statements.MonthsAsync(LedgerBed.UserId)).Select(month => statements.GetAsync(LedgerBed.UserId, month)));
        Assert.All(all, statement => Assert.True(statement.Ties, $"{statement.Month} does not tie"));
        Assert.Equal(charged, all.Sum(statement => statement.Charged));
        Assert.Equal(balance.Available, all.MaxBy(statement => statement.Month)!.Closing);
    }

    private enum End
    {
        Settled,
        Released,
        Over,
        Lost,
    }

    private sealed record Call(int Which, UsageReport Usage, string? Variant, long Multiplier, End Ends)
    {
        public static readonly Gen<Call> Gen = CsCheck.Gen.Select(
            CsCheck.Gen.Int[0, 39],
            RandomPrices.Usage,
            RandomPrices.Variant,
            CsCheck.Gen.Long[0, 2_000_000],
            CsCheck.Gen.Frequency(
                (90, CsCheck.Gen.Const(End.Settled)), (5, CsCheck.Gen.Const(End.Released)), (4, CsCheck.Gen.Const(End.Over)), (1, CsCheck.Gen.Const(End.Lost))),
            (which, usage, variant, multiplier, ends) => new Call(which, usage, variant, multiplier, ends));
    }
}
