using CsCheck;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Usage;

/// <summary>A statement ties to the ledger, and each month opens with what the one before closed with.</summary>
public sealed class StatementTests
{
    [Fact]
    public async Task Statement_OfAMonthWithEverything_SaysWhereTheCreditWent()
    {
        await using var bed = await LedgerBed.CreateAsync();
        var statements = new StatementReader(bed.Contexts, bed.Zones, bed.Clock);
        await bed.GrantAsync(1_000);
        await bed.GrantAsync(300, TimeSpan.FromDays(3), GrantKind.Gift);
        await ChargeAsync(bed, 120);
        bed.Clock.Advance(TimeSpan.FromDays(10));
        await bed.Ledger.ExpireDueAsync();
        await bed.Ledger.WithdrawAsync(LedgerBed.UserId, 50, "test");
        var january = await statements.GetAsync(LedgerBed.UserId, new DateOnly(2026, 1, 31));
        Assert.Equal((0, 1_300, 120, 180, 50, 950), (january.Opening, january.Granted, january.Charged, january.Expired, january.Withdrawn, january.Closing));
        Assert.Equal([new StatementGrants(GrantKind.Gift, 300), new StatementGrants(GrantKind.Payment, 1_000)], january.Grants);
        Assert.True(january.Ties);
        bed.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal([new DateOnly(2026, 2, 1), new DateOnly(2026, 1, 1)], await statements.MonthsAsync(LedgerBed.UserId));
        Assert.Equal(950, (await statements.GetAsync(LedgerBed.UserId, new DateOnly(2026, 2, 1))).Opening);
    }

    [Fact]
    public async Task Statements_AfterAnyRun_TieAndJoin() => await Gen.Select(Gen.Int[0, 5], Gen.Long[1, 90], Gen.Int[0, 20]).List[1, 40].SampleAsync(
        async steps =>
        {
            await using var bed = await LedgerBed.CreateAsync();
            await bed.GrantAsync(50);
            foreach (var (what, amount, days) in steps)
            {
                await (what switch
                {
                    0 => bed.GrantAsync(amount, days == 0 ? null : TimeSpan.FromDays(days)),
                    1 => bed.Ledger.WithdrawAsync(LedgerBed.UserId, amount, "test"),
                    2 => RefundAsync(bed, amount),
                    _ => ChargeAsync(bed, amount),
                });
                bed.Clock.Advance(TimeSpan.FromDays(days));
                await bed.Ledger.ExpireDueAsync();
            }

            var statements = new StatementReader(bed.Contexts, bed.Zones, bed.Clock);
            var closing = 0L;
            foreach (var month in (await statements.MonthsAsync(LedgerBed.UserId)).Reverse())
            {
                var statement = await statements.GetAsync(LedgerBed.UserId, month);
                Assert.True(statement.Ties, $"{month} does not tie");
                Assert.Equal(closing, statement.Opening);
                closing = statement.Closing;
            }

            Assert.Equal((await bed.BalanceAsync()).Available, closing);
        },
        iter: 30,
        threads: 2);

    [Fact]
    public void Csv_OfAStatement_AddsUpAndEscapesFormulas()
    {
        var statement = new Statement(
            new DateOnly(2026, 11, 1), "UTC", Credit.FromUsd(1), [new StatementGrants(GrantKind.Payment, Credit.FromUsd(5))],
            [new StatementCharges("=cmd", 2, 10, 20, Credit.FromUsd(0.25m))], 0, 0, 0, Credit.FromUsd(5.75m));
        var lines = StatementCsv.Write(statement).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("line,item,requests,inputTokens,outputTokens,inUsd,outUsd", lines[0]);
        Assert.Equal("statement-2026-11.csv", StatementCsv.FileName(statement));
        Assert.DoesNotContain(lines, line => line.Contains(",=cmd", StringComparison.Ordinal));
        var rows = lines[1..].Select(line => line.Split(',')).ToList();
        Assert.Equal(6m, rows.Sum(row => Amount(row[^2])));
        Assert.Equal(6m, rows.Sum(row => Amount(row[^1])));
    }

    private static async Task RefundAsync(LedgerBed bed, long amount) =>
        await bed.Ledger.RefundAsync(await ChargeAsync(bed, amount), null, "test");

    private static decimal Amount(string text) => text.Length == 0 ? 0 : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> ChargeAsync(LedgerBed bed, long cost)
    {
        var requestId = Guid.NewGuid().ToString("N");
        var (hold, _) = await bed.ReserveAsync(cost, minimum: 0, requestId: requestId);
        if (hold is not null)
        {
            await hold.SettleAsync(LedgerBed.Cost(cost));
        }

        return requestId;
    }
}
