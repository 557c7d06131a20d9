using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Usage;

/// <summary>A user's dashboard, from the sums by hour alone. Days are those of the time zone asked for.</summary>
public sealed class TrendReader(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    /// <summary>As many as can be told apart by their colours.</summary>
    public const int OnTheirOwn = 5;

    public async Task<Trend> GetAsync(long userId, OverviewRange range, TimeZoneInfo zone, CancellationToken cancellationToken = default)
    {
        var steps = TimeSteps.Of(range, zone, time.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        var hours = context.UsageHours.AsNoTracking().Where(hour => hour.UserId == userId && hour.Hour >= steps.From);
        var models = await Sums(hours.GroupBy(hour => new Key<string>(hour.Hour, hour.Model))).ToListAsync(cancellationToken);
        var tokens = await Sums(hours.GroupBy(hour => new Key<long>(hour.Hour, hour.TokenId))).ToListAsync(cancellationToken);
        var names = await context.Tokens.Where(token => token.UserId == userId).ToDictionaryAsync(token => token.Id, token => token.Name, cancellationToken);
        return new Trend(
            range,
            [.. Enumerable.Range(0, steps.Starts.Count).Select(steps.Shown)],
            Lines(models, steps, model => model),
            Lines(tokens, steps, token => names.GetValueOrDefault(token, $"#{token}")));
    }

    /// <summary>What was used today and this month. What is summed by hour belongs to the day in which its hour begins.</summary>
    public async Task<(UsageTotals Today, UsageTotals Month)> NowAsync(long userId, TimeZoneInfo zone, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var own = new UsageFilter(UserId: userId);
        return (
            await UsageHours.SumAsync(context, own, LocalDays.StartInHours(LocalDays.DayOf(now, zone), zone), DateTimeOffset.MaxValue, cancellationToken),
            await UsageHours.SumAsync(context, own, LocalDays.StartInHours(LocalDays.MonthOf(now, zone), zone), DateTimeOffset.MaxValue, cancellationToken));
    }

    private static IQueryable<Sum<T>> Sums<T>(IQueryable<IGrouping<Key<T>, UsageHour>> groups) => groups.Select(each => new Sum<T>(
        each.Key.Hour, each.Key.Of, new TrendFigures(each.Sum(h => h.Requests), each.Sum(h => h.InputTokens + h.OutputTokens), each.Sum(h => h.Charged))));

    private static List<TrendLine> Lines<T>(List<Sum<T>> sums, TimeSteps steps, Func<T, string> name)
    {
        var all = sums.GroupBy(sum => sum.Of).Select(group => Line(name(group.Key), group, steps))
            .OrderByDescending(line => line.Total.Charged).ThenBy(line => line.Name, StringComparer.Ordinal).ToList();
        if (all.Count <= OnTheirOwn + 1)
        {
            return all;
        }

        var others = all.Skip(OnTheirOwn).ToList();
        var together = Enumerable.Range(0, steps.Starts.Count).Select(bar => others.Aggregate(default(TrendFigures), (sum, line) => sum + line.Bars[bar]));
        return [.. all.Take(OnTheirOwn), new TrendLine(null, [.. together])];
    }

    private static TrendLine Line<T>(string name, IEnumerable<Sum<T>> sums, TimeSteps steps)
    {
        var bars = new TrendFigures[steps.Starts.Count];
        foreach (var sum in sums)
        {
            bars[steps.IndexOf(sum.Hour)] += sum.Figures;
        }

        return new TrendLine(name, bars);
    }

    private sealed record Key<T>(DateTimeOffset Hour, T Of);

    private sealed record Sum<T>(DateTimeOffset Hour, T Of, TrendFigures Figures);
}
