using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Usage;

/// <summary>The dashboard's figures over time, by model and token, in the user's own days.</summary>
public sealed class TrendTests
{
    [Fact]
    public async Task Trend_OfManyModels_ShowsTheDearestAndTheOthersTogether()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000_000);
        var other = await bed.AddTokenAsync();
        for (var i = 1; i <= 8; i++)
        {
            await ChargeAsync(bed, $"model {i}", i % 2 == 0 ? other : bed.TokenId, i * 100);
        }

        var trend = await ReaderOf(bed).GetAsync(LedgerBed.UserId, OverviewRange.Week, TimeZoneInfo.Utc);
        Assert.Equal(["model 8", "model 7", "model 6", "model 5", "model 4", null], trend.Models.Select(line => line.Name));
        Assert.Equal(new TrendFigures(3, 60, 600), trend.Models[^1].Total);
        Assert.Equal([("other", 2_000L), ("some", 1_600L)], trend.Tokens.Select(line => (line.Name!, line.Total.Charged)));
        Assert.All(trend.Models, line => Assert.Equal(line.Total, line.Bars[^1]));
        Assert.Equal((7, new DateTime(2026, 1, 1)), (trend.Starts.Count, trend.Starts[^1]));
    }

    [Fact]
    public async Task Figures_OfTodayAndTheMonth_AreThoseOfTheUsersDay_AlsoWhenTheRecordsAreGone()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000_000);
        var shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        bed.Clock.Advance(TimeSpan.FromDays(9) + TimeSpan.FromHours(15));
        await ChargeAsync(bed, "a", bed.TokenId, 10);
        // A day there begins at 16 o'clock UTC.
        bed.Clock.Advance(TimeSpan.FromHours(1));
        await ChargeAsync(bed, "a", bed.TokenId, 5);
        await bed.Settings.SaveAsync(new RetentionSettings(1));
        bed.Clock.Advance(TimeSpan.FromHours(7));
        await bed.Retention.RunAsync();
        var (today, month) = await ReaderOf(bed).NowAsync(LedgerBed.UserId, shanghai);
        Assert.Equal((5, 15), (today.Charged, month.Charged));
        Assert.Equal(UsageTotals.None, (await ReaderOf(bed).NowAsync(99, shanghai)).Month);
    }

    private static TrendReader ReaderOf(LedgerBed bed) => new(bed.Contexts, bed.Clock);

    private static async Task ChargeAsync(LedgerBed bed, string model, long token, long cost)
    {
        var answer = await bed.Ledger.ReserveAsync(new ReserveRequest(
            Guid.NewGuid().ToString("N"), LedgerBed.UserId, token, cost, cost, 0, 0, model, Group.Default, Credit.Million, 1, null));
        var usage = LedgerBed.Cost(cost);
        (usage.InputTokens, usage.OutputTokens) = (15, 5);
        await answer.Reservation!.SettleAsync(usage);
    }
}
