using CsCheck;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Usage;

/// <summary>Whatever is shown of a time is the sum of its records, in any time zone, however far the running totals go.</summary>
public sealed class UsageSpanTests
{
    private static readonly string[] Zones = ["UTC", "Asia/Shanghai", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe"];
    private static readonly string[] Models = ["a", "b", "c", "d", "e", "f", "g"];

    [Fact]
    public async Task Figures_OfAnyRunAndZone_AreTheSumsOfTheRecords() => await Gen.Select(
        Gen.Select(Gen.Int[0, 6], Gen.Bool, Gen.Int[0, 3_000], Gen.Int[0, 5]).List[1, 40], Gen.Int[0, Zones.Length - 1]).SampleAsync(
        async (steps, zone) =>
        {
            await using var bed = await LedgerBed.CreateAsync();
            await bed.Settings.SaveAsync(new TimeSettings(Zones[zone]));
            await bed.GrantAsync(1_000_000);
            var other = await bed.AddTokenAsync();
            // Around the days on which clocks are put forward.
            bed.Clock.Advance(TimeSpan.FromDays(55));
            foreach (var (model, own, minutes, what) in steps)
            {
                await ChargeAsync(bed, Models[model], own ? bed.TokenId : other, model + 1);
                bed.Clock.Advance(TimeSpan.FromMinutes(minutes));
                await (what switch { 0 => bed.Closer.CloseAllAsync(), 1 => bed.Closer.CloseNextAsync(), 2 => PutBackAsync(bed), _ => Task.CompletedTask });
            }

            await AssertSumsAsync(bed, TimeZoneInfo.FindSystemTimeZoneById(Zones[zone]));
        },
        iter: 30,
        threads: 2);

    [Fact]
    public async Task Closing_ThatIsBrokenOff_IsMadeAgainFromTheStart()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000_000);
        await ChargeAsync(bed, "a", bed.TokenId, 5);
        bed.Clock.Advance(TimeSpan.FromHours(1));
        await bed.Closer.CloseAllAsync();
        await using var context = bed.OpenContext();
        // As a killed process leaves it: all pages but the last, with the site's row in it, and of the first twice as much.
        await context.Database.ExecuteSqlAsync($"DELETE FROM running_totals WHERE scope < 4");
        await context.Database.ExecuteSqlAsync($"UPDATE running_totals SET charged = charged * 2 WHERE scope = 6");
        await AssertSumsAsync(bed, TimeZoneInfo.Utc);
        await bed.RestartAsync();
        await bed.Closer.CloseAllAsync();
        await AssertSumsAsync(bed, TimeZoneInfo.Utc);
        Assert.Equal(8, await context.RunningTotals.CountAsync());
    }

    [Fact]
    public async Task Hour_ThatGoesOn_IsNotClosed()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000);
        await ChargeAsync(bed, "a", bed.TokenId, 5);
        bed.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(await bed.Closer.CloseNextAsync());
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await bed.Closer.CloseNextAsync());
        Assert.False(await bed.Closer.CloseNextAsync());
    }

    [Theory]
    [InlineData(0, "running_totals Site charged")]
    [InlineData(5, "running_totals UserModel charged")]
    public async Task Audit_OfTotalsThatDoNotAgree_SaysSo(int scope, string difference)
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000);
        await ChargeAsync(bed, "a", bed.TokenId, 5);
        bed.Clock.Advance(TimeSpan.FromHours(1));
        await bed.Closer.CloseAllAsync();
        Assert.Empty((await bed.AuditAsync()).Differences);
        await using var context = bed.OpenContext();
        await context.Database.ExecuteSqlAsync($"UPDATE running_totals SET charged = charged + 1 WHERE scope = {scope}");
        Assert.Equal(difference, Assert.Single((await bed.AuditAsync()).Differences).What);
    }

    /// <summary>The ledger begins anew with a clock that was put back, and writes into hours that were closed.</summary>
    private static async Task PutBackAsync(LedgerBed bed)
    {
        bed.Clock.AdjustTime(bed.Clock.GetUtcNow().AddHours(-30));
        var time = bed.Settings.Get<TimeSettings>();
        await bed.RestartAsync();
        // The bed does not read settings when it starts.
        await bed.Settings.SaveAsync(time);
    }

    private static async Task AssertSumsAsync(LedgerBed bed, TimeZoneInfo zone)
    {
        await using var context = bed.OpenContext();
        var records = await context.UsageRecords.AsNoTracking().ToListAsync();
        Assert.Empty((await bed.AuditAsync()).Differences);
        foreach (var range in Enum.GetValues<OverviewRange>())
        {
            await AssertOverviewAsync(bed, records, range, zone);
            await AssertTrendAsync(bed, records, range, zone);
        }

        await AssertReportsAsync(bed, records, zone);
        var month = (await new TrendReader(bed.Contexts, bed.Clock).NowAsync(LedgerBed.UserId, zone)).Month;
        var first = LocalDays.StartInHours(LocalDays.MonthOf(bed.Clock.GetUtcNow(), zone), zone);
        Assert.Equal(Sum(records.Where(record => HourOf(record) >= first)).Charged, month.Charged);
    }

    private static async Task AssertOverviewAsync(LedgerBed bed, List<UsageRecord> records, OverviewRange range, TimeZoneInfo zone)
    {
        var overview = await new OverviewReader(bed.Contexts, bed.Zones, bed.Clock).GetAsync(range);
        var steps = TimeSteps.Of(range, zone, bed.Clock.GetUtcNow());
        var within = records.Where(record => HourOf(record) >= steps.From).ToList();
        Assert.Equal(Sum(within), overview.Total);
        Assert.Equal(Sum(records.Where(record => HourOf(record) >= steps.Before && HourOf(record) < steps.From)), overview.Before);
        for (var i = 0; i < overview.Bars.Count; i++)
        {
            var (start, end) = (steps.Bounds[i], steps.Bounds[i + 1]);
            var expected = Sum(records.Where(record => HourOf(record) >= start && HourOf(record) < end));
            Assert.True(expected == overview.Bars[i].Figures, $"{range}, bar {i} from {start:O} to {end:O}: {overview.Bars[i].Figures}, not {expected}");
        }

        AssertLines(within, record => record.Model, overview.Models);
        AssertLines(within, record => $"{record.ChannelId ?? 0}", overview.Channels);
        AssertLines(within, record => record.GroupName, overview.Groups);
        Assert.Equal((overview.ActiveUsers, overview.Total.Charged), (within.Count > 0 ? 1 : 0, overview.Users.Sum(user => user.Figures.Charged)));
    }

    private static void AssertLines(List<UsageRecord> records, Func<UsageRecord, string> key, IReadOnlyList<OverviewLine> lines) => Assert.Equal(
        records.GroupBy(key).ToDictionary(group => group.Key, Sum), lines.ToDictionary(line => line.Key, line => line.Figures));

    private static async Task AssertTrendAsync(LedgerBed bed, List<UsageRecord> records, OverviewRange range, TimeZoneInfo zone)
    {
        var trend = await new TrendReader(bed.Contexts, bed.Clock).GetAsync(LedgerBed.UserId, range, zone);
        var steps = TimeSteps.Of(range, zone, bed.Clock.GetUtcNow());
        for (var i = 0; i < trend.Starts.Count; i++)
        {
            var bar = records.Where(record => HourOf(record) >= steps.Bounds[i] && HourOf(record) < steps.Bounds[i + 1]).ToList();
            Assert.Equal(bar.Sum(record => record.Charged), trend.Models.Sum(line => line.Bars[i].Charged));
            Assert.Equal(bar.Count, trend.Tokens.Sum(line => line.Bars[i].Requests));
            foreach (var line in trend.Models.Where(line => line.Name is not null))
            {
                Assert.Equal(bar.Where(record => record.Model == line.Name).Sum(record => record.Charged), line.Bars[i].Charged);
            }
        }
    }

    private static async Task AssertReportsAsync(LedgerBed bed, List<UsageRecord> records, TimeZoneInfo zone)
    {
        var reader = new ReportReader(bed.Contexts, bed.Zones, bed.Clock);
        var (from, to) = (LocalDays.DayOf(bed.Clock.GetUtcNow().AddDays(-9), zone), LocalDays.DayOf(bed.Clock.GetUtcNow().AddDays(-1), zone));
        var (start, end) = (LocalDays.StartInHours(from, zone), LocalDays.StartInHours(to.AddDays(1), zone));
        var within = Sum(records.Where(record => HourOf(record) >= start && HourOf(record) < end));
        foreach (var by in Enum.GetValues<ReportBy>())
        {
            Assert.Equal((within.Requests, within.Charged), ((await reader.GetAsync(from, to, by)).Usage.Requests, (await reader.GetAsync(from, to, by)).Usage.Charged));
        }
    }

    private static DateTimeOffset HourOf(UsageRecord record) => UsageHours.HourOf(record.At);

    private static SiteFigures Sum(IEnumerable<UsageRecord> records) => records.Aggregate(default(SiteFigures), (sum, record) => sum + new SiteFigures(
        1, record.Status == UsageStatus.Failed ? 1 : 0, record.InputTokens, record.OutputTokens, record.Charged, record.UpstreamCost, record.Overrun));

    private static async Task ChargeAsync(LedgerBed bed, string model, long token, long cost)
    {
        var answer = await bed.Ledger.ReserveAsync(new ReserveRequest(
            Guid.NewGuid().ToString("N"), LedgerBed.UserId, token, cost, cost, 0, 0, model, Group.Default, Credit.Million, 1, null));
        var usage = LedgerBed.Cost(cost);
        (usage.InputTokens, usage.OutputTokens, usage.ChannelId) = (cost * 10, cost, cost % 3 == 0 ? null : cost % 3);
        usage.Status = cost % 4 == 0 ? UsageStatus.Failed : UsageStatus.Succeeded;
        await answer.Reservation!.SettleAsync(usage);
    }
}
