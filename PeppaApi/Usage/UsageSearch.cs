using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>Finds some usage records among any number: what is rare, only in the hours in which the sums know of it.</summary>
internal static class UsageSearch
{
    /// <summary>Hours counted at once: those of a first page, then those of months.</summary>
    private const int FewHours = 50;
    private const int ManyHours = 5_000;

    /// <summary>The records next to a place, or from the end of the time on.</summary>
    public static Task<List<UsageView>> NextAsync(
        PeppaDbContext context, UsageFilter filter, UsageCursor? place, bool older, int wanted, CancellationToken cancellationToken)
    {
        if (place is { } at)
        {
            var moment = DateTimeOffset.FromUnixTimeMilliseconds(at.At);
            filter = older ? filter.Until(moment.AddMilliseconds(1)) : filter.Since(moment);
        }

        return filter.IsNarrow
            ? ByHoursAsync(context, filter, place, older, wanted, cancellationToken)
            : TakeAsync(context, Beyond(filter.Of(context), place, older), older, 0, wanted, cancellationToken);
    }

    /// <summary>So many records after so many others, the latest first: whole hours are counted away by their sums.</summary>
    public static async Task<IReadOnlyList<UsageView>> AtAsync(PeppaDbContext context, UsageFilter filter, long skip, int size, CancellationToken cancellationToken)
    {
        if (await SpanAsync(context, filter, cancellationToken) is not var (first, last))
        {
            return [];
        }

        List<DateTimeOffset> landed = [];
        for (var (have, count, more) = (0L, FewHours, true); more && have < skip + size; count = ManyHours)
        {
            var hours = await UsageHours.OfAsync(context, filter, first, last, latestFirst: true, count, cancellationToken);
            foreach (var (hour, sum) in hours.TakeWhile(_ => have < skip + size))
            {
                // At the ends of the time some of an hour's requests are not asked for, or are gone.
                var whole = hour > first && hour.AddHours(1) <= (filter.To ?? DateTimeOffset.MaxValue);
                var requests = whole ? sum : await InHours(context, filter, [hour]).LongCountAsync(cancellationToken);
                if (landed.Count == 0 && requests <= skip)
                {
                    skip -= requests;
                    continue;
                }

                landed.Add(hour);
                have += requests;
            }

            (last, more) = hours.Count < count ? (last, false) : (hours[^1].Hour, true);
        }

        return landed.Count == 0 ? []
            : await TakeAsync(context, filter.IsNarrow ? InHours(context, filter, landed) : filter.Until(landed[0].AddHours(1)).Of(context), older: true, (int)skip, size, cancellationToken);
    }

    private static async Task<List<UsageView>> ByHoursAsync(
        PeppaDbContext context, UsageFilter filter, UsageCursor? place, bool older, int wanted, CancellationToken cancellationToken)
    {
        var found = new List<UsageView>();
        if (await SpanAsync(context, filter, cancellationToken) is not var (first, last))
        {
            return found;
        }

        // Not all of what the sums know of an hour may be asked for: then more hours are read.
        for (var aim = wanted; found.Count < wanted; aim *= 2)
        {
            var enough = Enough(await UsageHours.OfAsync(context, filter, first, last, older, aim, cancellationToken), aim);
            if (enough.Count == 0)
            {
                break;
            }

            found.AddRange(await TakeAsync(context, Beyond(InHours(context, filter, enough), place, older), older, 0, wanted - found.Count, cancellationToken));
            (first, last) = older ? (first, enough[^1]) : (enough[^1].AddHours(1), last);
        }

        return found;
    }

    private static List<DateTimeOffset> Enough(List<HourCount> hours, int aim)
    {
        var enough = new List<DateTimeOffset>();
        for (var (i, have) = (0, 0L); i < hours.Count && have < aim; i++)
        {
            enough.Add(hours[i].Hour);
            have += hours[i].Requests;
        }

        return enough;
    }

    /// <summary>The first hour that may have such records, and where the time asked for ends; none where there are no records at all.</summary>
    private static async Task<(DateTimeOffset First, DateTimeOffset Last)?> SpanAsync(PeppaDbContext context, UsageFilter filter, CancellationToken cancellationToken) =>
        await context.UsageRecords.MinAsync(record => (DateTimeOffset?)record.At, cancellationToken) is { } oldest
            ? (UsageHours.HourOf(filter.From > oldest ? filter.From.Value : oldest), filter.To ?? DateTimeOffset.MaxValue)
            : null;

    /// <summary>
    /// What is wanted of some hours. CROSS JOIN keeps SQLite from beginning with all records; the ends of the time are in the spans,
    /// as of two bounds it uses but one.
    /// </summary>
    private static IQueryable<UsageRecord> InHours(PeppaDbContext context, UsageFilter filter, IEnumerable<DateTimeOffset> hours)
    {
        var (from, to) = (filter.From?.ToUnixTimeMilliseconds() ?? long.MinValue, filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        var spans = JsonSerializer.Serialize(hours.Select(hour => hour.ToUnixTimeMilliseconds()).Select(hour => new[] { Math.Max(hour, from), Math.Min(hour + 3_600_000, to) }));
        var records = context.UsageRecords.FromSql($"""
            SELECT r.* FROM json_each({spans}) s CROSS JOIN usage_records r WHERE r.at >= s.value ->> 0 AND r.at < s.value ->> 1
            """);
        return (filter with { From = null, To = null }).Apply(records.AsNoTracking());
    }

    /// <summary>Those of the same moment as the place that come after it, too; the filter has left out those before.</summary>
    private static IQueryable<UsageRecord> Beyond(IQueryable<UsageRecord> records, UsageCursor? place, bool older)
    {
        if (place is not { } from)
        {
            return records;
        }

        var (at, id) = (DateTimeOffset.FromUnixTimeMilliseconds(from.At), from.Id);
        return older
            ? records.Where(record => record.At < at || record.Id < id)
            : records.Where(record => record.At > at || record.Id > id);
    }

    private static Task<List<UsageView>> TakeAsync(
        PeppaDbContext context, IQueryable<UsageRecord> records, bool older, int skip, int count, CancellationToken cancellationToken)
    {
        var ordered = older
            ? records.OrderByDescending(record => record.At).ThenByDescending(record => record.Id)
            : records.OrderBy(record => record.At).ThenBy(record => record.Id);
        return UsageView.Of(context, (skip > 0 ? ordered.Skip(skip) : ordered).Take(count), older).ToListAsync(cancellationToken);
    }
}
