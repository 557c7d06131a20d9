using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Usage;

/// <summary>
/// Reads monthly statements, in the user's time zone, from the journal and, for charges, which are many, from running totals and the sums by hour,
/// which the audit compares with the journal. All are kept for ever.
/// </summary>
public sealed class StatementReader(IDbContextFactory<PeppaDbContext> contexts, TimeZones zones, TimeProvider time)
{
    private static readonly DateOnly First = new(2020, 1, 1);

    // What makes a balance, charges apart.
    private static readonly LedgerEntryKind[] OfBalance = [LedgerEntryKind.Grant, LedgerEntryKind.Expiry, LedgerEntryKind.Withdrawal];

    /// <summary>The months of which a user may want a statement, this one first.</summary>
    public async Task<IReadOnlyList<DateOnly>> MonthsAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var since = await context.LedgerEntries.AsNoTracking().Where(entry => entry.UserId == userId)
            .OrderBy(entry => entry.At).Select(entry => (DateTimeOffset?)entry.At).FirstOrDefaultAsync(cancellationToken) ?? time.GetUtcNow();
        var months = new List<DateOnly>();
        var zone = zones.Of(userId);
        for (var month = ThisMonth(zone); month >= LocalDays.MonthOf(since, zone); month = month.AddMonths(-1))
        {
            months.Add(month);
        }

        return months;
    }

    /// <param name="month">As in <c>2026-11</c>.</param>
    /// <exception cref="InputException">It is not a month, or lies in the future.</exception>
    public DateOnly Parse(long userId, string month)
    {
        InputException.Require(
            DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= First && day <= ThisMonth(zones.Of(userId)),
            "month",
            "Give a month that is not in the future, such as 2026-11.");
        return day;
    }

    /// <param name="month">Any day of it.</param>
    public async Task<Statement> GetAsync(long userId, DateOnly month, CancellationToken cancellationToken = default)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var zone = zones.Of(userId);
        var (from, to) = (LocalDays.StartInHours(first, zone), LocalDays.StartInHours(first.AddMonths(1), zone));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // One snapshot, so that a charge in between is in all figures or in none.
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        var before = await SumAsync(Entries(context, userId, OfBalance).Where(entry => entry.At < from), cancellationToken);
        var during = await SumAsync(Entries(context, userId, [.. OfBalance, LedgerEntryKind.Overrun]).Where(entry => entry.At >= from && entry.At < to), cancellationToken);
        var charged = (await UsageSpans.ReadAsync(context, SpanOf.User(userId), [DateTimeOffset.UnixEpoch, from, to], cancellationToken)).SingleOrDefault()?.Spans ?? new SiteFigures[2];
        var grants = await context.Grants.AsNoTracking().Where(grant => grant.UserId == userId && grant.CreatedAt >= from && grant.CreatedAt < to)
            .GroupBy(grant => grant.Kind).Select(kind => new StatementGrants(kind.Key, kind.Sum(grant => grant.Amount))).ToListAsync(cancellationToken);
        var charges = (await UsageSpans.ReadAsync(context, new SpanOf(TotalScope.UserModel, userId), [from, to], cancellationToken))
            .Select(model => new StatementCharges(model.Key, model.Total.Requests, model.Total.InputTokens, model.Total.OutputTokens, model.Total.Charged));
        var opening = Balance(before) - charged[0].Charged;
        return new Statement(
            first,
            zone.Id,
            opening,
            [.. grants.OrderBy(line => line.Kind)],
            [.. charges.OrderByDescending(line => line.Charged).ThenBy(line => line.Model, StringComparer.Ordinal)],
            during.GetValueOrDefault(LedgerEntryKind.Expiry),
            during.GetValueOrDefault(LedgerEntryKind.Withdrawal),
            during.GetValueOrDefault(LedgerEntryKind.Overrun),
            opening + Balance(during) - charged[1].Charged);
    }

    /// <summary>What is in the journal beside charges, which SQLite would read as well: overruns, of which there may be many, where they are asked for.</summary>
    private static IQueryable<LedgerEntry> Entries(PeppaDbContext context, long userId, LedgerEntryKind[] kinds) => context.LedgerEntries.FromSql($"""
        SELECT * FROM ledger_entries INDEXED BY IX_ledger_entries_user_id_kind_at
        WHERE user_id = {userId} AND kind <> 2 AND kind IN (SELECT value FROM json_each({JsonSerializer.Serialize(kinds)}))
        """).AsNoTracking();

    private static Task<Dictionary<LedgerEntryKind, long>> SumAsync(IQueryable<LedgerEntry> entries, CancellationToken cancellationToken) =>
        entries.GroupBy(entry => entry.Kind).Select(kind => new { kind.Key, Sum = kind.Sum(entry => entry.Amount) })
            .ToDictionaryAsync(kind => kind.Key, kind => kind.Sum, cancellationToken);

    private static long Balance(Dictionary<LedgerEntryKind, long> sums) => checked(
        sums.GetValueOrDefault(LedgerEntryKind.Grant) - sums.GetValueOrDefault(LedgerEntryKind.Expiry) - sums.GetValueOrDefault(LedgerEntryKind.Withdrawal));

    private DateOnly ThisMonth(TimeZoneInfo zone) => LocalDays.MonthOf(time.GetUtcNow(), zone);
}
