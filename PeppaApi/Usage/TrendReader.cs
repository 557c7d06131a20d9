using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Usage;

/// <summary>A user's dashboard, from running totals and the sums by hour. Days are those of the time zone asked for.</summary>
public sealed class TrendReader(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    /// <summary>As many as can be told apart by their colours.</summary>
    public const int OnTheirOwn = 5;

    public async Task<Trend> GetAsync(long userId, OverviewRange range, TimeZoneInfo zone, CancellationToken cancellationToken = default)
    {
        var steps = TimeSteps.Of(range, zone, time.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        var sums = await UsageSpans.ReadAsync(context, SpanOf.User(userId), steps.Bounds, cancellationToken);
        var all = sums is [var own] ? Bars(own) : new TrendFigures[steps.Starts.Count];
        var names = await context.Tokens.Where(token => token.UserId == userId).ToDictionaryAsync(token => $"{token.Id}", token => token.Name, cancellationToken);
        return new Trend(
            range,
            [.. Enumerable.Range(0, steps.Starts.Count).Select(steps.Shown)],
            await LinesAsync(context, new SpanOf(TotalScope.UserModel, userId), steps, all, model => model, cancellationToken),
            await LinesAsync(context, new SpanOf(TotalScope.UserToken, userId), steps, all, token => names.GetValueOrDefault(token, $"#{token}"), cancellationToken));
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

    /// <summary>Those that cost most, each on its own: the bars of the others are what these leave of all.</summary>
    private static async Task<List<TrendLine>> LinesAsync(
        PeppaDbContext context, SpanOf of, TimeSteps steps, TrendFigures[] all, Func<string, string> name, CancellationToken cancellationToken)
    {
        var keys = (await UsageSpans.ReadAsync(context, of, [steps.From, DateTimeOffset.MaxValue], cancellationToken))
            .OrderByDescending(sum => sum.Total.Charged).ThenBy(sum => name(sum.Key), StringComparer.Ordinal).Select(sum => sum.Key).ToList();
        var shown = keys.Count <= OnTheirOwn + 1 ? keys : keys[..OnTheirOwn];
        var bars = (await UsageSpans.ReadAsync(context, of with { Keys = shown }, steps.Bounds, cancellationToken)).ToDictionary(sum => sum.Key, Bars);
        List<TrendLine> lines = [.. shown.Select(key => new TrendLine(name(key), bars[key]))];
        return shown.Count == keys.Count ? lines : [.. lines, new TrendLine(null, [.. all.Select((bar, i) => lines.Aggregate(bar, (left, line) => left - line.Bars[i]))])];
    }

    private static TrendFigures[] Bars(SpanSums sums) => [.. sums.Spans.Select(span => new TrendFigures(span.Requests, span.Tokens, span.Charged))];
}
