using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>An hour, and how many of its requests are wanted.</summary>
internal readonly record struct HourCount(DateTimeOffset Hour, long Requests);

/// <summary>The sums by hour and the running totals as an index and as totals of the usage records: every settlement adds to the sums in its own transaction.</summary>
internal static class UsageHours
{
    /// <summary>The hour that a moment is in.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerHour));

    /// <summary>The sums are kept by user: those of a token are found with its owner.</summary>
    public static async Task<UsageFilter> WithOwnerAsync(PeppaDbContext context, UsageFilter filter, CancellationToken cancellationToken) =>
        filter is { TokenId: { } token, UserId: null }
            ? filter with { UserId = await context.Tokens.Where(one => one.Id == token).Select(one => (long?)one.UserId).SingleOrDefaultAsync(cancellationToken) ?? 0 }
            : filter;

    /// <summary>The hours with such requests, from one end of the time on; how they ended is not asked.</summary>
    public static async Task<List<HourCount>> OfAsync(
        PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to, bool latestFirst, int count, CancellationToken cancellationToken)
    {
        filter = filter with { Status = null };
        var openFrom = await UsageSpans.OpenFromAsync(context, cancellationToken);
        var open = from < openFrom ? openFrom : from;
        var closed = to < openFrom ? to : openFrom;
        Func<Task<List<HourCount>>> first = () => CountAsync(Counts(context, filter, open, to, known: false), latestFirst, count, cancellationToken);
        Func<Task<List<HourCount>>> then = () => ClosedAsync(context, filter, from, closed, openFrom, latestFirst, count, cancellationToken);
        (first, then) = latestFirst ? (first, then) : (then, first);
        var hours = await first();
        return hours.Count >= count ? hours : [.. hours, .. (await then()).Take(count - hours.Count)];
    }

    /// <summary>Whether the sums know all that is asked for.</summary>
    public static bool Knows(UsageFilter filter) => filter.Status is null || (filter.IsOfFailures && KnownAs(filter) is not null);

    /// <summary>What the whole hours of a time add up to.</summary>
    public static async Task<UsageTotals> SumAsync(PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (KnownAs(filter) is { } one)
        {
            var sum = await UsageSpans.SumAsync(context, one, from, to, cancellationToken);
            return new UsageTotals(sum.Requests, sum.InputTokens, sum.OutputTokens, sum.Charged, sum.Overrun);
        }

        var openFrom = await UsageSpans.OpenFromAsync(context, cancellationToken);
        var open = from < openFrom ? openFrom : from;
        var closed = to < openFrom ? to : openFrom;
        return await AddUpAsync(context, filter, open, to, known: false, cancellationToken) + await AddUpAsync(context, filter, from, closed, known: true, cancellationToken);
    }

    /// <summary>Whose running totals say all that is asked for; none where they do not.</summary>
    private static SpanOf? KnownAs(UsageFilter filter)
    {
        var beside = (filter.TokenId is null ? 0 : 1) + (filter.ChannelId is null ? 0 : 1) + (string.IsNullOrEmpty(filter.Model) ? 0 : 1) + (filter.Status is null ? 0 : 1);
        return beside <= 1 ? Narrowest(filter) : null;
    }

    /// <summary>Those running totals that have rows in the fewest hours, all of the wanted ones among them.</summary>
    private static SpanOf Narrowest(UsageFilter filter) => filter switch
    {
        { Status: { } status } => new SpanOf(TotalScope.Status, filter.UserId ?? 0, [SpanOf.Text((int)status)]),
        { TokenId: { } token } => new SpanOf(TotalScope.UserToken, filter.UserId ?? 0, [SpanOf.Text(token)]),
        { Model: { Length: > 0 } model } => new SpanOf(filter.UserId is null ? TotalScope.Model : TotalScope.UserModel, filter.UserId ?? 0, [model]),
        { ChannelId: { } channel } => new SpanOf(filter.UserId is null ? TotalScope.Channel : TotalScope.UserChannel, filter.UserId ?? 0, [SpanOf.Text(channel)]),
        { UserId: { } user } => SpanOf.User(user),
        _ => SpanOf.Site,
    };

    private static async Task<List<HourCount>> ClosedAsync(
        PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to, DateTimeOffset openFrom, bool latestFirst, int count, CancellationToken cancellationToken)
    {
        if (KnownAs(filter) is not { } one)
        {
            return await CountAsync(Counts(context, filter, from, to, known: true), latestFirst, count, cancellationToken);
        }

        var totals = UsageSpans.ClosedHours(context, one, openFrom);
        var within = totals.Where(total => total.Hour >= from && total.Hour < to).Select(total => new HourCount { Hour = total.Hour, Requests = total.Requests });
        var rows = await CountAsync(within, latestFirst, count, cancellationToken);
        if (rows.Count == 0)
        {
            return rows;
        }

        var earliest = latestFirst ? rows[^1].Hour : rows[0].Hour;
        var before = await totals.Where(total => total.Hour < earliest).OrderByDescending(total => total.Hour).Select(total => total.Requests).FirstOrDefaultAsync(cancellationToken);
        return latestFirst
            ? [.. rows.Select((row, i) => row with { Requests = row.Requests - (i + 1 < rows.Count ? rows[i + 1].Requests : before) })]
            : [.. rows.Select((row, i) => row with { Requests = row.Requests - (i > 0 ? rows[i - 1].Requests : before) })];
    }

    private static IQueryable<HourCount> Counts(PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to, bool known) => filter.UserId is null
        ? OfSite(context, filter, from, to, known).GroupBy(hour => hour.Hour).Select(hour => new HourCount { Hour = hour.Key, Requests = hour.Sum(h => h.Requests) })
        : OfUser(context, filter, from, to, known).GroupBy(hour => hour.Hour).Select(hour => new HourCount { Hour = hour.Key, Requests = hour.Sum(h => h.Requests) });

    private static Task<List<HourCount>> CountAsync(IQueryable<HourCount> counts, bool latestFirst, int count, CancellationToken cancellationToken) =>
        (latestFirst ? counts.OrderByDescending(hour => hour.Hour) : counts.OrderBy(hour => hour.Hour)).Take(count).ToListAsync(cancellationToken);

    private static Task<UsageTotals> AddUpAsync(
        PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to, bool known, CancellationToken cancellationToken) => filter.UserId is null
        ? AddUpAsync(OfSite(context, filter, from, to, known), cancellationToken)
        : AddUpAsync(OfUser(context, filter, from, to, known), cancellationToken);

    private static async Task<UsageTotals> AddUpAsync(IQueryable<SiteHour> hours, CancellationToken cancellationToken) =>
        await hours.GroupBy(_ => 1).Select(all => new UsageTotals(
            all.Sum(hour => hour.Requests), all.Sum(hour => hour.InputTokens), all.Sum(hour => hour.OutputTokens), all.Sum(hour => hour.Charged), all.Sum(hour => hour.Overrun)))
            .SingleOrDefaultAsync(cancellationToken) ?? UsageTotals.None;

    private static async Task<UsageTotals> AddUpAsync(IQueryable<UsageHour> hours, CancellationToken cancellationToken) =>
        await hours.GroupBy(_ => 1).Select(all => new UsageTotals(
            all.Sum(hour => hour.Requests), all.Sum(hour => hour.InputTokens), all.Sum(hour => hour.OutputTokens), all.Sum(hour => hour.Charged), all.Sum(hour => hour.Overrun)))
            .SingleOrDefaultAsync(cancellationToken) ?? UsageTotals.None;

    /// <param name="known">Whether the running totals go as far: then only hours in which they know of any are looked at.</param>
    private static IQueryable<SiteHour> OfSite(PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to, bool known)
    {
        var hours = context.SiteHours.AsNoTracking().Where(hour => hour.Hour >= from && hour.Hour < to);
        if (known)
        {
            var of = Narrowest(filter);
            var (scope, user, key) = ((int)of.Scope, of.UserId, of.Keys![0]);
            var (start, end) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
            hours = context.SiteHours.FromSql($"""
                SELECT h.* FROM running_totals t CROSS JOIN site_hours h
                WHERE t.scope = {scope} AND t.user_id = {user} AND t.key = {key} AND t.hour >= {start} AND t.hour < {end} AND h.hour = t.hour
                """).AsNoTracking();
        }

        hours = string.IsNullOrEmpty(filter.Model) ? hours : hours.Where(hour => hour.Model == filter.Model);
        return filter.ChannelId is { } channel ? hours.Where(hour => hour.ChannelId == channel) : hours;
    }

    private static IQueryable<UsageHour> OfUser(PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to, bool known)
    {
        var hours = context.UsageHours.AsNoTracking().Where(hour => hour.UserId == filter.UserId && hour.Hour >= from && hour.Hour < to);
        if (known)
        {
            var of = Narrowest(filter);
            var (scope, user, key) = ((int)of.Scope, of.UserId, of.Keys![0]);
            var (start, end) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
            hours = context.UsageHours.FromSql($"""
                SELECT h.* FROM running_totals t CROSS JOIN usage_hours h
                WHERE t.scope = {scope} AND t.user_id = {user} AND t.key = {key} AND t.hour >= {start} AND t.hour < {end} AND h.user_id = {filter.UserId} AND h.hour = t.hour
                """).AsNoTracking();
        }

        hours = filter.TokenId is { } token ? hours.Where(hour => hour.TokenId == token) : hours;
        hours = string.IsNullOrEmpty(filter.Model) ? hours : hours.Where(hour => hour.Model == filter.Model);
        return filter.ChannelId is { } channel ? hours.Where(hour => hour.ChannelId == channel) : hours;
    }
}
