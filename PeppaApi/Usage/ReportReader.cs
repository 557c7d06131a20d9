using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Usage;

/// <summary>
/// The operator's report, from the sums by hour and the journal, both kept for ever: it needs no usage records. Days are
/// those of the installation's time zone.
/// </summary>
public sealed class ReportReader(IDbContextFactory<PeppaDbContext> contexts, TimeZones zones, TimeProvider time)
{
    private const int LongestDays = 3700;
    private const long HourMilliseconds = 3_600_000;

    public DateOnly Today => LocalDays.DayOf(time.GetUtcNow(), zones.Installation);

    /// <param name="to">The last day wanted.</param>
    /// <exception cref="InputException">The days are in the wrong order or too many.</exception>
    public async Task<Report> GetAsync(DateOnly from, DateOnly to, ReportBy by, CancellationToken cancellationToken = default)
    {
        InputException.Require(from <= to, "to", "The last day is before the first.");
        InputException.Require(to.DayNumber - from.DayNumber < LongestDays, "to", "A report spans at most ten years.");
        var zone = zones.Installation;
        var (start, end) = (LocalDays.StartInHours(from, zone), LocalDays.StartInHours(to.AddDays(1), zone));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // One snapshot, so that a charge in between is in all figures or in none.
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        var hours = context.UsageHours.AsNoTracking().Where(hour => hour.Hour >= start && hour.Hour < end);
        var credit = await CreditAsync(context, start, end, cancellationToken);
        var lines = by is ReportBy.Day or ReportBy.Month
            ? await TimesAsync(hours, credit, by, zone, cancellationToken)
            : await ThingsAsync(context, hours, by, (start, end), cancellationToken);
        return new Report(
            from, to, zone.Id, by, lines,
            lines.Aggregate(default(ReportUsage), (sum, line) => sum + line.Usage),
            credit.Aggregate(default(ReportCredit), (sum, hour) => sum + hour.Credit));
    }

    private static async Task<IReadOnlyList<ReportLine>> TimesAsync(
        IQueryable<UsageHour> hours, List<(DateTimeOffset Hour, ReportCredit Credit)> credit, ReportBy by, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var usage = await hours.GroupBy(hour => hour.Hour)
            .Select(hour => new { hour.Key, Sum = new ReportUsage(hour.Sum(h => h.Requests), hour.Sum(h => h.Charged), hour.Sum(h => h.UpstreamCost), hour.Sum(h => h.Overrun)) })
            .ToListAsync(cancellationToken);
        var usages = usage.ToLookup(hour => Name(hour.Key), hour => hour.Sum);
        var credits = credit.ToLookup(hour => Name(hour.Hour), hour => hour.Credit);
        return
        [
            .. usages.Select(each => each.Key).Union(credits.Select(each => each.Key)).OrderDescending(StringComparer.Ordinal).Select(name => new ReportLine(
                name,
                name,
                usages[name].Aggregate(default(ReportUsage), (sum, one) => sum + one),
                credits[name].Aggregate(default(ReportCredit), (sum, one) => sum + one))),
        ];

        string Name(DateTimeOffset hour) => LocalDays.DayOf(hour, zone).ToString(by == ReportBy.Day ? "yyyy-MM-dd" : "yyyy-MM", CultureInfo.InvariantCulture);
    }

    private static async Task<IReadOnlyList<ReportLine>> ThingsAsync(
        PeppaDbContext context, IQueryable<UsageHour> hours, ReportBy by, (DateTimeOffset Start, DateTimeOffset End) time, CancellationToken cancellationToken)
    {
        var lines = by switch
        {
            ReportBy.Channel => Named(
                await Sums(hours.GroupBy(hour => hour.ChannelId)).ToListAsync(cancellationToken),
                await context.Channels.AsNoTracking().ToDictionaryAsync(channel => channel.Id, channel => channel.Name, cancellationToken)),
            ReportBy.User => Named(
                await UsersAsync(context, time.Start, time.End, cancellationToken),
                await context.Users.AsNoTracking().ToDictionaryAsync(user => user.Id, user => user.UserName!, cancellationToken)),
            ReportBy.Group => Named(await Sums(hours.GroupBy(hour => hour.GroupName)).ToListAsync(cancellationToken), []),
            _ => Named(await Sums(hours.GroupBy(hour => hour.Model)).ToListAsync(cancellationToken), []),
        };
        return [.. lines.OrderByDescending(line => line.Usage.Charged).ThenBy(line => line.Key, StringComparer.Ordinal)];
    }

    /// <summary>The plus keeps SQLite from reading every hour there ever was in the order of users, to save itself the sorting.</summary>
    internal static FormattableString UserSql(long from, long to) => $"""
        SELECT user_id AS "UserId", sum(requests) AS "Requests", sum(charged) AS "Charged", sum(upstream_cost) AS "UpstreamCost", sum(overrun) AS "Overrun"
        FROM usage_hours WHERE hour >= {from} AND hour < {to} GROUP BY +user_id
        """;

    private static async Task<List<Sum<long>>> UsersAsync(PeppaDbContext context, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var sums = await context.Database.SqlQuery<UserSum>(UserSql(start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds())).ToListAsync(cancellationToken);
        return [.. sums.Select(sum => new Sum<long>(sum.UserId, new ReportUsage(sum.Requests, sum.Charged, sum.UpstreamCost, sum.Overrun)))];
    }

    private static IQueryable<Sum<T>> Sums<T>(IQueryable<IGrouping<T, UsageHour>> groups) => groups.Select(each => new Sum<T>(
        each.Key, new ReportUsage(each.Sum(h => h.Requests), each.Sum(h => h.Charged), each.Sum(h => h.UpstreamCost), each.Sum(h => h.Overrun))));

    private static IEnumerable<ReportLine> Named<T>(List<Sum<T>> sums, Dictionary<T, string> names)
        where T : notnull =>
        from sum in sums
        let key = Convert.ToString(sum.Key, CultureInfo.InvariantCulture)!
        select new ReportLine(key, names.GetValueOrDefault(sum.Key, key), sum.Usage, null);

    /// <summary>What the journal says by hour, charges apart: those are summed by hour already.</summary>
    private static async Task<List<(DateTimeOffset Hour, ReportCredit Credit)>> CreditAsync(
        PeppaDbContext context, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var (from, to) = (start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds());
        var sums = await context.Database.SqlQuery<JournalSum>($"""
            SELECT e.at / {HourMilliseconds} AS "Hour", e.kind AS "Entry", coalesce(g.kind, 0) AS "Grant", sum(e.amount) AS "Amount"
            FROM ledger_entries e LEFT JOIN grants g ON g.id = e.grant_id
            WHERE e.kind <> 2 AND e.at >= {from} AND e.at < {to} GROUP BY 1, 2, 3
            """).ToListAsync(cancellationToken);
        return [.. sums.Select(sum => (DateTimeOffset.FromUnixTimeMilliseconds(sum.Hour * HourMilliseconds), Of(sum)))];
    }

    private static ReportCredit Of(JournalSum sum) => (sum.Entry, sum.Grant) switch
    {
        (LedgerEntryKind.Grant, GrantKind.Refund) => new ReportCredit { Refunds = sum.Amount },
        (LedgerEntryKind.Grant, GrantKind.Adjustment) => new ReportCredit { Adjusted = sum.Amount },
        (LedgerEntryKind.Grant, < GrantKind.Payment) => new ReportCredit { Gifts = sum.Amount },
        (LedgerEntryKind.Grant, _) => new ReportCredit { Sold = sum.Amount },
        (LedgerEntryKind.Expiry, _) => new ReportCredit { Expired = sum.Amount },
        (LedgerEntryKind.Withdrawal, _) => new ReportCredit { TakenBack = sum.Amount },
        _ => default,
    };

    private sealed record JournalSum(long Hour, LedgerEntryKind Entry, GrantKind Grant, long Amount);

    private sealed record UserSum(long UserId, long Requests, long Charged, long UpstreamCost, long Overrun);

    private sealed record Sum<T>(T Key, ReportUsage Usage);
}
