using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Usage;

/// <summary>The operator's overview, from running totals and the sums by hour. Days are those of the installation's time zone.</summary>
public sealed class OverviewReader(IDbContextFactory<PeppaDbContext> contexts, TimeZones zones, TimeProvider time)
{
    private const int TopUsers = 10;

    public async Task<Overview> GetAsync(OverviewRange range, CancellationToken cancellationToken = default)
    {
        var zone = zones.Installation;
        var steps = TimeSteps.Of(range, zone, time.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        var bars = await BarsAsync(context, steps, cancellationToken);
        var users = await OfAsync(context, TotalScope.User, steps, cancellationToken);
        return new Overview(
            range,
            zone.Id,
            bars,
            bars.Aggregate(default(SiteFigures), (total, bar) => total + bar.Figures),
            await UsageSpans.SumAsync(context, SpanOf.Site, steps.Before, steps.From, cancellationToken),
            users.Count,
            Lines(await OfAsync(context, TotalScope.Model, steps, cancellationToken), []),
            Lines(await OfAsync(context, TotalScope.Channel, steps, cancellationToken), await ChannelNamesAsync(context, cancellationToken)),
            Lines(await OfAsync(context, TotalScope.Group, steps, cancellationToken), []),
            await TopAsync(context, users, cancellationToken));
    }

    /// <summary>What each channel that had requests brought; those that had none are left out.</summary>
    public async Task<IReadOnlyDictionary<long, SiteFigures>> ChannelsAsync(OverviewRange range, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        var channels = await OfAsync(context, TotalScope.Channel, TimeSteps.Of(range, zones.Installation, time.GetUtcNow()), cancellationToken);
        return channels.ToDictionary(channel => channel.Id, channel => channel.Total);
    }

    private static async Task<IReadOnlyList<OverviewBar>> BarsAsync(PeppaDbContext context, TimeSteps steps, CancellationToken cancellationToken)
    {
        var sums = await UsageSpans.ReadAsync(context, SpanOf.Site, steps.Bounds, cancellationToken);
        var figures = sums.SingleOrDefault()?.Spans ?? new SiteFigures[steps.Starts.Count];
        return [.. figures.Select((bar, index) => new OverviewBar(steps.Shown(index), bar))];
    }

    private static Task<List<SpanSums>> OfAsync(PeppaDbContext context, TotalScope scope, TimeSteps steps, CancellationToken cancellationToken) =>
        UsageSpans.ReadAsync(context, new SpanOf(scope), [steps.From, DateTimeOffset.MaxValue], cancellationToken);

    private static Task<Dictionary<string, string>> ChannelNamesAsync(PeppaDbContext context, CancellationToken cancellationToken) =>
        context.Channels.AsNoTracking().ToDictionaryAsync(channel => $"{channel.Id}", channel => channel.Name, cancellationToken);

    private static async Task<IReadOnlyList<OverviewLine>> TopAsync(PeppaDbContext context, List<SpanSums> users, CancellationToken cancellationToken)
    {
        var top = users.OrderByDescending(user => user.Total.Charged).Take(TopUsers).ToList();
        var ids = top.Select(user => user.Id).ToList();
        return Lines(top, await context.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => $"{user.Id}", user => user.UserName!, cancellationToken));
    }

    private static IReadOnlyList<OverviewLine> Lines(List<SpanSums> sums, Dictionary<string, string> names) =>
    [
        .. sums.Select(sum => new OverviewLine(sum.Key, names.GetValueOrDefault(sum.Key, sum.Key), sum.Total))
            .OrderByDescending(line => line.Figures.Charged).ThenBy(line => line.Key, StringComparer.Ordinal),
    ];
}
