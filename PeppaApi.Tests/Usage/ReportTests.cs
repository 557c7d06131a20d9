using CsCheck;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Providers;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Usage;

/// <summary>The operator's report ties to the ledger, whatever it is sorted by, also after the usage records are gone.</summary>
public sealed class ReportTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public async Task Report_OfAMonthWithEverything_SaysWhatWasEarnedAndGiven()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000);
        await bed.GrantAsync(300, TimeSpan.FromDays(3), GrantKind.SignUpGift);
        await bed.GrantAsync(50, kind: GrantKind.Adjustment);
        await ChargeAsync(bed, "a", cost: 120, upstream: 70);
        await bed.Ledger.RefundAsync("a", 20, "test");
        bed.Clock.Advance(TimeSpan.FromDays(10));
        await bed.Ledger.ExpireDueAsync();
        await bed.Ledger.WithdrawAsync(LedgerBed.UserId, 5, "test");
        var report = await ReadAsync(bed, ReportBy.Day, new DateOnly(2026, 1, 31));
        Assert.Equal(new ReportUsage(1, 120, 70, 0), report.Usage);
        Assert.Equal(50, report.Usage.Margin);
        Assert.Equal(new ReportCredit(1_000, 50, 300, 20, 180, 5), report.Credit);
        Assert.Equal(["2026-01-11", "2026-01-01"], report.Lines.Select(line => line.Key));
        Assert.Equal("some", Assert.Single((await ReadAsync(bed, ReportBy.User, new DateOnly(2026, 1, 31))).Lines).Name);
    }

    [Fact]
    public async Task Report_AfterAnyRun_TiesToTheLedger() => await Gen.Select(Gen.Int[0, 5], Gen.Long[1, 90], Gen.Int[0, 50], Gen.Int[0, 2]).List[1, 40].SampleAsync(
        async steps =>
        {
            await using var bed = await LedgerBed.CreateAsync();
            await bed.Settings.SaveAsync(new TimeSettings("Asia/Kolkata"));
            await bed.GrantAsync(50);
            var (cost, overrun) = (0L, 0L);
            foreach (var (what, amount, hours, which) in steps)
            {
                var id = Guid.NewGuid().ToString("N");
                switch (what)
                {
                    case 0:
                        await bed.GrantAsync(amount, hours == 0 ? null : TimeSpan.FromHours(hours), (GrantKind)(which == 0 ? 13 : which));
                        break;
                    case 1:
                        await bed.Ledger.WithdrawAsync(LedgerBed.UserId, amount, "test");
                        break;
                    default:
                        cost += await ChargeAsync(bed, id, amount, amount / 2, which) ? amount / 2 : 0;
                        await bed.Ledger.RefundAsync(id, what == 2 ? null : 1, "test");
                        break;
                }

                bed.Clock.Advance(TimeSpan.FromHours(hours));
                await bed.Ledger.ExpireDueAsync();
            }

            await using var context = bed.OpenContext();
            overrun = context.LedgerEntries.Where(entry => entry.Kind == LedgerEntryKind.Overrun).Sum(entry => entry.Amount);
            bed.Clock.Advance(TimeSpan.FromDays(40));
            await bed.Retention.RunAsync();
            var balance = await bed.BalanceAsync();
            foreach (var by in Enum.GetValues<ReportBy>())
            {
                var report = await ReadAsync(bed, by, new DateOnly(2027, 1, 1));
                Assert.Equal((balance.Spent, cost, overrun), (report.Usage.Charged, report.Usage.UpstreamCost, report.Usage.Overrun));
                var credit = report.Credit;
                Assert.Equal((balance.Granted, balance.Expired), (credit.Sold + credit.Adjusted + credit.Gifts + credit.Refunds, credit.Expired + credit.TakenBack));
                Assert.Equal(report.Usage, report.Lines.Aggregate(default(ReportUsage), (sum, line) => sum + line.Usage));
            }

            var days = (await ReadAsync(bed, ReportBy.Day, new DateOnly(2027, 1, 1))).Lines;
            foreach (var month in (await ReadAsync(bed, ReportBy.Month, new DateOnly(2027, 1, 1))).Lines)
            {
                var own = days.Where(day => day.Key.StartsWith(month.Key, StringComparison.Ordinal)).ToList();
                Assert.Equal(month.Usage, own.Aggregate(default(ReportUsage), (sum, day) => sum + day.Usage));
                Assert.Equal(month.Credit, own.Aggregate(default(ReportCredit), (sum, day) => sum + day.Credit!.Value));
            }

            Assert.Empty((await bed.AuditAsync()).Differences);
        },
        iter: 25,
        threads: 2);

    [Fact]
    public void UpstreamCost_IsTheListPriceTimesTheChannelsMultiplier()
    {
        var price = new ModelPrice { Model = "m", InputPerMillion = 3 * Credit.PerDollar, OutputPerMillion = 6 * Credit.PerDollar, DiscountParts = 500_000 };
        var usage = new UsageReport { UncachedInput = 1_000, OutputText = 500 };
        // 0.003 + 0.003 dollars at list price; the channel sells at 30 per cent of it. The half price for users does not matter.
        Assert.Equal(Credit.FromUsd(0.0018m), CostCalculator.UpstreamCost(price, 300_000, usage));
        Assert.Equal(1, CostCalculator.UpstreamCost(price, 1, new UsageReport { UncachedInput = 1 }));
        Assert.Equal(0, CostCalculator.UpstreamCost(price, 0, usage));
    }

    [Fact]
    public async Task Report_OfARelayedRequest_HasChannelModelGroupAndUser()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Bootstrap:Admin:AccessToken=an-operators-access-token"], upstreams: Replies.Chat());
        using var chat = await bed.ChatAsync();
        var record = (await bed.RecordsAsync(1))[0];
        Assert.True(record.UpstreamCost > 0);
        using var admin = bed.CreateClient("an-operators-access-token");
        foreach (var (by, name) in ((string, string)[])[("channel", "channel 1"), ("model", record.Model), ("group", "default"), ("user", "some")])
        {
            var (status, report) = await admin.CallAsync("GET", $"/api/report?by={by}");
            Assert.Equal(200, status);
            var line = Assert.Single(report!["lines"]!.AsArray())!;
            Assert.Equal((name, Credit.ToUsd(record.Charged), Credit.ToUsd(record.UpstreamCost)),
                (line["name"]!.GetValue<string>(), line["chargedUsd"]!.GetValue<decimal>(), line["upstreamCostUsd"]!.GetValue<decimal>()));
        }

        var csv = await admin.GetStringAsync("/api/report/csv?by=model");
        Assert.StartsWith("key,name,requests,chargedUsd,upstreamCostUsd,marginUsd", csv, StringComparison.Ordinal);
        Assert.Equal(3, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static Task<Report> ReadAsync(LedgerBed bed, ReportBy by, DateOnly to) =>
        new ReportReader(bed.Contexts, bed.Zones, bed.Clock).GetAsync(First, to, by);

    private static async Task<bool> ChargeAsync(LedgerBed bed, string requestId, long cost, long upstream, int channel = 0)
    {
        var (hold, _) = await bed.ReserveAsync(cost, minimum: 0, requestId: requestId);
        if (hold is null)
        {
            return false;
        }

        var usage = LedgerBed.Cost(cost);
        (usage.UpstreamCost, usage.ChannelId) = (upstream, channel == 0 ? null : channel);
        await hold.SettleAsync(usage);
        return true;
    }
}
