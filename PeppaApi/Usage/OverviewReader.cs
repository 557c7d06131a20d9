using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Usage;

/// <summary>The operator's overview, from the sums by hour alone. Days are those of the installation's time zone.</summary>
public sealed class OverviewReader(IDbContextFactory<PeppaDbContext> contexts, TimeZones zones, TimeProvider time)
{
    private const int TopUsers = 10;

    public async Task<Overview> GetAsync(OverviewRange range, CancellationToken cancellationToken = default)
    {
        var zone = zones.Installation;
        var steps = TimeSteps.Of(range, zone, time.GetUtcNow());
        var (before, from) = (steps.Before, steps.From);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        var hours = context.SiteHours.AsNoTracking().Where(hour => hour.Hour >= from);
        var byHour = await Sums(hours.GroupBy(hour => hour.Hour)).ToListAsync(cancellationToken);
        var channels = await context.Channels.AsNoTracking().ToDictionaryAsync(channel => channel.Id, channel => channel.Name, cancellationToken);
        var users = await UsersAsync(context, from, cancellationToken);
        var earlier = context.SiteHours.AsNoTracking().Where(hour => hour.Hour >= before && hour.Hour < from);
        return new Overview(
            range,
            zone.Id,
            Bars(byHour, steps),
            Total(byHour),
            Total(await Sums(earlier.GroupBy(_ => 1)).ToListAsync(cancellationToken)),
            users.Count,
            Lines(await Sums(hours.GroupBy(hour => hour.Model)).ToListAsync(cancellationToken), []),
            Lines(await Sums(hours.GroupBy(hour => hour.ChannelId)).ToListAsync(cancellationToken), channels),
            Lines(await Sums(hours.GroupBy(hour => hour.GroupName)).ToListAsync(cancellationToken), []),
            await TopAsync(context, users, cancellationToken));
    }

    /// <summary>What each channel that had requests brought; those that had none are left out.</summary>
    public async Task<IReadOnlyDictionary<long, SiteFigures>> ChannelsAsync(OverviewRange range, CancellationToken cancellationToken = default)
    {
        var from = TimeSteps.Of(range, zones.Installation, time.GetUtcNow()).From;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Sums(context.SiteHours.AsNoTracking().Where(hour => hour.Hour >= from).GroupBy(hour => hour.ChannelId))
            .ToDictionaryAsync(sum => sum.Key, sum => sum.Figures, cancellationToken);
    }

    private static IReadOnlyList<OverviewBar> Bars(List<Sum<DateTimeOffset>> sums, TimeSteps steps)
    {
        var bars = new SiteFigures[steps.Starts.Count];
        foreach (var sum in sums)
        {
            bars[steps.IndexOf(sum.Key)] += sum.Figures;
        }

        return [.. bars.Select((figures, index) => new OverviewBar(steps.Shown(index), figures))];
    }

    /// <summary>What each active user was charged. The plus keeps SQLite from reading every hour there ever was in the order of users, to save itself the sorting.</summary>
    private static async Task<List<Sum<long>>> UsersAsync(PeppaDbContext context, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var start = from.ToUnixTimeMilliseconds();
        var sums = await context.Database.SqlQuery<UserSum>($"""
            SELECT user_id AS "UserId", sum(requests) AS "Requests", sum(input_tokens) AS "Input", sum(output_tokens) AS "Output",
                sum(charged) AS "Charged", sum(upstream_cost) AS "UpstreamCost", sum(overrun) AS "Overrun"
            FROM usage_hours WHERE hour >= {start} GROUP BY +user_id
            """).ToListAsync(cancellationToken);
        return [.. sums.Select(sum => new Sum<long>(sum.UserId, new SiteFigures(sum.Requests, 0, sum.Input, sum.Output, sum.Charged, sum.UpstreamCost, sum.Overrun)))];
    }

    private static async Task<IReadOnlyList<OverviewLine>> TopAsync(PeppaDbContext context, List<Sum<long>> users, CancellationToken cancellationToken)
    {
        var top = users.OrderByDescending(sum => sum.Figures.Charged).Take(TopUsers).ToList();
        var ids = top.Select(sum => sum.Key).ToList();
        return Lines(top, await context.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.UserName!, cancellationToken));
    }

    private static IQueryable<Sum<T>> Sums<T>(IQueryable<IGrouping<T, SiteHour>> groups) => groups.Select(each => new Sum<T>(each.Key, new SiteFigures(
        each.Sum(h => h.Requests), each.Sum(h => h.Failed), each.Sum(h => h.InputTokens), each.Sum(h => h.OutputTokens), each.Sum(h => h.Charged), each.Sum(h => h.UpstreamCost), each.Sum(h => h.Overrun))));

    private static IReadOnlyList<OverviewLine> Lines<T>(List<Sum<T>> sums, Dictionary<T, string> names)
        where T : notnull =>
        [
            .. sums.Select(sum => (Key: Convert.ToString(sum.Key, CultureInfo.InvariantCulture)!, Sum: sum))
                .Select(one => new OverviewLine(one.Key, names.GetValueOrDefault(one.Sum.Key, one.Key), one.Sum.Figures))
                .OrderByDescending(line => line.Figures.Charged).ThenBy(line => line.Key, StringComparer.Ordinal),
        ];

    private static SiteFigures Total<T>(List<Sum<T>> sums) => sums.Aggregate(default(SiteFigures), (total, sum) => total + sum.Figures);

    private sealed record UserSum(long UserId, long Requests, long Input, long Output, long Charged, long UpstreamCost, long Overrun);

    private sealed record Sum<T>(T Key, SiteFigures Figures);
}
