using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Usage;

/// <summary>
/// The operator's report, from running totals, the sums by hour and the journal, all kept for ever: it needs no usage records. Days are
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
        var credit = await CreditAsync(context, start, end, cancellationToken);
        var lines = by is ReportBy.Day or ReportBy.Month
            ? await TimesAsync(context, credit, by, (from, to), zone, cancellationToken)
            : await ThingsAsync(context, by, [start, end], cancellationToken);
        return new Report(
            from, to, zone.Id, by, lines,
            lines.Aggregate(default(ReportUsage), (sum, line) => sum + line.Usage),
            credit.Aggregate(default(ReportCredit), (sum, hour) => sum + hour.Credit));
    }

    private static async Task<IReadOnlyList<ReportLine>> TimesAsync(
        PeppaDbContext context, List<(DateTimeOffset Hour, ReportCredit Credit)> credit, ReportBy by, (DateOnly From, DateOnly To) days, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var starts = Enumerable.Range(0, days.To.DayNumber - days.From.DayNumber + 1).Select(days.From.AddDays).ToList();
        var bounds = starts.Append(days.To.AddDays(1)).Select(day => LocalDays.StartInHours(day, zone)).ToList();
        var sums = (await UsageSpans.ReadAsync(context, SpanOf.Site, bounds, cancellationToken)).SingleOrDefault()?.Spans ?? [];
        var usages = sums.Select((span, i) => (Name: Name(starts[i]), Usage: Of(span))).Where(day => day.Usage != default).ToLookup(day => day.Name, day => day.Usage);
        var credits = credit.ToLookup(hour => Name(LocalDays.DayOf(hour.Hour, zone)), hour => hour.Credit);
        return
        [
            .. usages.Select(each => each.Key).Union(credits.Select(each => each.Key)).OrderDescending(StringComparer.Ordinal).Select(name => new ReportLine(
                name,
                name,
                usages[name].Aggregate(default(ReportUsage), (sum, one) => sum + one),
                credits[name].Aggregate(default(ReportCredit), (sum, one) => sum + one))),
        ];

        string Name(DateOnly day) => day.ToString(by == ReportBy.Day ? "yyyy-MM-dd" : "yyyy-MM", CultureInfo.InvariantCulture);
    }

    private static async Task<IReadOnlyList<ReportLine>> ThingsAsync(
        PeppaDbContext context, ReportBy by, IReadOnlyList<DateTimeOffset> span, CancellationToken cancellationToken)
    {
        var scope = by switch { ReportBy.Channel => TotalScope.Channel, ReportBy.User => TotalScope.User, ReportBy.Group => TotalScope.Group, _ => TotalScope.Model };
        var sums = await UsageSpans.ReadAsync(context, new SpanOf(scope), span, cancellationToken);
        var names = by switch
        {
            ReportBy.Channel => await context.Channels.AsNoTracking().ToDictionaryAsync(channel => $"{channel.Id}", channel => channel.Name, cancellationToken),
            ReportBy.User => await context.Users.AsNoTracking().Select(user => new { user.Id, user.UserName }).ToDictionaryAsync(user => $"{user.Id}", user => user.UserName!, cancellationToken),
            _ => [],
        };
        return
        [
            .. sums.Select(sum => new ReportLine(sum.Key, names.GetValueOrDefault(sum.Key, sum.Key), Of(sum.Total), null))
                .OrderByDescending(line => line.Usage.Charged).ThenBy(line => line.Key, StringComparer.Ordinal),
        ];
    }

    private static ReportUsage Of(SiteFigures figures) => new(figures.Requests, figures.Charged, figures.UpstreamCost, figures.Overrun);

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
}
