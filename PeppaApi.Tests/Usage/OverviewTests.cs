using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Data;
using PeppaApi.Ledger;
using PeppaApi.Operations;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Usage;

/// <summary>What the overview says is what the records say.</summary>
public sealed class OverviewTests
{
    [Theory]
    [InlineData(OverviewRange.Day, 24)]
    [InlineData(OverviewRange.Week, 7)]
    [InlineData(OverviewRange.Month, 30)]
    [InlineData(OverviewRange.Quarter, 90)]
    public async Task Figures_OfRequests_AreTheSumsOfTheirRecords(OverviewRange range, int bars)
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Either());
        (await bed.ChatAsync()).Dispose();
        (await bed.ChatAsync(model: "gpt-4o")).Dispose();
        var records = await bed.RecordsAsync(2);
        var overview = await bed.Services.GetRequiredService<OverviewReader>().GetAsync(range);
        Assert.Equal(bars, overview.Bars.Count);
        Assert.Equal(records.Sum(record => record.Charged), overview.Total.Charged);
        Assert.Equal(records.Sum(record => record.UpstreamCost), overview.Total.UpstreamCost);
        Assert.Equal(records.Sum(record => record.InputTokens + record.OutputTokens), overview.Total.Tokens);
        Assert.Equal(overview.Total, overview.Bars[^1].Figures + overview.Bars[^2].Figures);
        Assert.Equal(["gpt-4o", RelayBed.Model], overview.Models.Select(line => line.Name));
        Assert.Equal(["channel 1"], overview.Channels.Select(line => line.Name));
        Assert.Equal(["some"], overview.Users.Select(line => line.Name));
        Assert.Equal((1, 2L, 0L), (overview.ActiveUsers, overview.Groups.Single().Figures.Requests, overview.Total.Failed));
    }

    [Fact]
    public async Task Failures_OfUpstreams_AreCounted_AndThoseOfClientsAreNot()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:MaxAttempts=1"], upstreams: context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        (await bed.ChatAsync()).Dispose();
        await bed.RecordsAsync(1);
        var total = (await bed.Services.GetRequiredService<OverviewReader>().GetAsync(OverviewRange.Day)).Total;
        Assert.Equal((1L, 1L, 1.0), (total.Requests, total.Failed, total.FailedShare));
    }

    [Fact]
    public async Task Audit_OfSumsThatDoNotAgree_SaysSo()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Either());
        (await bed.ChatAsync()).Dispose();
        await bed.RecordsAsync(1);
        await bed.AssertSoundAsync();
        await using var context = await bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContextAsync();
        await context.Database.ExecuteSqlAsync($"UPDATE site_hours SET charged = charged + 1");
        var audit = bed.Services.GetRequiredService<LedgerAudit>();
        Assert.Equal("site_hours charged", Assert.Single((await audit.RunAsync()).Differences).What);
        Assert.False(audit.Last!.Report.Ok);
        Assert.Contains(await AlertsAsync(bed), alert => alert is { Kind: AlertKind.AuditDiffers, Urgent: true });
    }

    [Fact]
    public async Task Alerts_OfAPriceThatIsMissing_AndOfAKeyThatIsSetAside_LeadToWhereItIsMended()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        var before = await AlertsAsync(bed);
        Assert.Equal(AlertKind.NotPriced, Assert.Single(before).Kind);
        Assert.Equal([1, "unpriced-model"], before[0].Facts);
        (await bed.ChatAsync()).Dispose();
        for (var i = 0; i < 100 && (await AlertsAsync(bed)).Count < 3; i++)
        {
            await Task.Delay(20);
        }

        var after = await AlertsAsync(bed);
        Assert.Equal([AlertKind.NoChannel, AlertKind.KeysSetAside, AlertKind.NotPriced], after.Select(alert => alert.Kind).Order().ToArray().Order());
        Assert.Equal("/admin/channels/1/keys", after.Single(alert => alert.Kind == AlertKind.KeysSetAside).Link);
    }

    [Fact]
    public async Task Pulse_OfAQuietProcess_HoldsNothing()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Either());
        var pulse = await bed.Services.GetRequiredService<PulseReader>().ReadAsync();
        Assert.Equal((0, new OpenHolds(0, 0, null), 0), (pulse.Live, pulse.Holds, pulse.LedgerQueue));
        Assert.True(pulse.Disk is { Database: > 0, Free: > 0 } && pulse.Disk.Free <= pulse.Disk.Total);
    }

    private static async Task<IReadOnlyList<Alert>> AlertsAsync(RelayBed bed) =>
        bed.Services.GetRequiredService<AlertReader>().Of(await bed.Services.GetRequiredService<PulseReader>().ReadAsync(), default);
}
