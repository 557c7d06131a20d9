using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Hosting.Rehearsing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

/// <summary>A rehearsal goes the whole way of a request and leaves no trace in the installation.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task Rehearsal_BesideAnInstallation_LeavesNoTraceInIt()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        var (rows, files, lines) = (await CountRowsAsync(bed), FilesOf(bed), bed.Log.Lines.Count);

        await new Rehearsal(bed.Services, LoggerOf(bed.Log)).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(rows, await CountRowsAsync(bed));
        Assert.Equal(files, FilesOf(bed));
        // Of ours: requests that were answered, refused or failed would say so, and so would the rehearsal if it had failed.
        Assert.DoesNotContain(bed.Log.Lines.Skip(lines), line => line.Contains("PeppaApi.", StringComparison.Ordinal));
        Assert.Empty(bed.Upstream.Requests);
        Assert.All(bed.Services.GetRequiredService<ChannelDirectory>().All, channel => Assert.Equal(0, channel.State.Requests.Sum()));
    }

    [Fact]
    public async Task Script_OnItsStage_IsAnsweredAndSettledAsRealRequestsAre()
    {
        await using var bed = await RelayBed.StartAsync();
        await using var stage = await RehearsalStage.SetAsync(bed.Services, TestContext.Current.CancellationToken);

        await Rehearsal.PlayAsync(stage, TestContext.Current.CancellationToken);

        await using var books = await stage.Contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var records = await books.UsageRecords.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RehearsalScript.Requests.Length, records.Count);
        Assert.All(records, record => Assert.Equal((UsageStatus.Succeeded, UsageBasis.Reported, 1), (record.Status, record.Basis, record.Attempts)));
        Assert.Equal(RehearsalScript.Providers.Length, records.Count(record => record.Stream));
        Assert.Equal(RehearsalScript.Providers.Order(), records.Select(record => record.Model).Distinct().Order());
        Assert.False(await books.Holds.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rehearsal_ThatCannotBeHeld_OnlySaysSo()
    {
        using var log = new LogCollector();
        await using var nothing = new ServiceCollection().BuildServiceProvider();

        await new Rehearsal(nothing, LoggerOf(log)).RunAsync(TestContext.Current.CancellationToken);

        Assert.Contains("rehearsal", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    private static ILogger<Rehearsal> LoggerOf(LogCollector log) => LoggerFactory.Create(logging => logging.AddProvider(log)).CreateLogger<Rehearsal>();

    private static List<string> FilesOf(RelayBed bed) =>
        [.. Directory.EnumerateFiles(bed.DataDirectory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static async Task<List<string>> CountRowsAsync(RelayBed bed)
    {
        var tables = new List<string>();
        var counts = new List<string>();
        await using var context = await bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContextAsync();
        PlainRows.Read(context, "SELECT name FROM sqlite_master WHERE type = 'table'", row => tables.Add(row.GetString(0)));
        tables.ForEach(table => PlainRows.Read(
            context, $"SELECT count(*) FROM \"{table}\"", row => counts.Add(string.Create(CultureInfo.InvariantCulture, $"{table}: {row.GetInt64(0)}"))));
        return counts;
    }
}
