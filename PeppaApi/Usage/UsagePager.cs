using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>
/// Turns the pages of usage records by where the last one ended, never by counting: the last page costs what the first does.
/// What is rare (a model, a token, a channel) is found through running totals, so that it needs no index of its own, which
/// every request would pay for. Safe for any thread.
/// </summary>
public sealed class UsagePager(IDbContextFactory<PeppaDbContext> contexts)
{
    private const int Batch = 1_000;

    /// <summary>Hours counted at once: those of a first page, then those of months.</summary>
    private const int FewHours = 50;
    private const int ManyHours = 5_000;

    /// <summary>The latest records.</summary>
    public Task<UsagePage> FirstAsync(UsageFilter filter, int size, CancellationToken cancellationToken = default) =>
        PageAsync(filter, null, older: true, size, cancellationToken);

    /// <summary>Those that come after that place in time: the ones next to it.</summary>
    public Task<UsagePage> NewerAsync(UsageFilter filter, UsageCursor than, int size, CancellationToken cancellationToken = default) =>
        PageAsync(filter, than, older: false, size, cancellationToken);

    public Task<UsagePage> OlderAsync(UsageFilter filter, UsageCursor than, int size, CancellationToken cancellationToken = default) =>
        PageAsync(filter, than, older: true, size, cancellationToken);

    /// <summary>All records, the latest first. Nothing is kept open between two batches.</summary>
    public async IAsyncEnumerable<IReadOnlyList<UsageView>> BatchesAsync(UsageFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var page = await FirstAsync(filter, Batch, cancellationToken);
        yield return page.Items;
        while (page.HasOlder)
        {
            page = await OlderAsync(filter, UsageCursor.Of(page.Items[^1]), Batch, cancellationToken);
            yield return page.Items;
        }
    }

    /// <summary>So many records after so many others, the latest first, for those who count pages.</summary>
    /// <param name="filter">One whose requests the sums by hour know.</param>
    internal async Task<IReadOnlyList<UsageView>> AtAsync(UsageFilter filter, long skip, int size, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        filter = await UsageHours.WithOwnerAsync(context, filter, cancellationToken);
        var landed = new List<DateTimeOffset>();
        (skip, var beyond) = await LandAsync(context, filter, skip, size, landed, cancellationToken);
        if (beyond)
        {
            return [];
        }

        var end = landed[0].AddHours(1);
        var records = filter.IsNarrow ? InHours(context, landed) : context.UsageRecords.AsNoTracking().Where(record => record.At < end);
        return await TakeAsync(context, filter.Apply(records), older: true, size, cancellationToken, (int)skip);
    }

    /// <summary>Counts whole hours away, and finds those in which the records are.</summary>
    /// <returns>How many are still to be skipped, and whether there are no more.</returns>
    private static async Task<(long Skip, bool Beyond)> LandAsync(
        PeppaDbContext context, UsageFilter filter, long skip, int size, List<DateTimeOffset> landed, CancellationToken cancellationToken)
    {
        if (await SpanAsync(context, filter, cancellationToken) is not var (first, last))
        {
            return (0, true);
        }

        var (have, count) = (0L, FewHours);
        while (have < skip + size)
        {
            var hours = await UsageHours.OfAsync(context, filter, first, last, latestFirst: true, count, cancellationToken);
            foreach (var (hour, sum) in hours)
            {
                // At the ends of the time some of an hour's requests are not asked for, or are gone.
                var requests = hour > first && hour.AddHours(1) <= last ? sum : await filter.Apply(InHours(context, [hour])).LongCountAsync(cancellationToken);
                if (landed.Count == 0 && requests <= skip)
                {
                    skip -= requests;
                    continue;
                }

                landed.Add(hour);
                have += requests;
                if (have >= skip + size)
                {
                    break;
                }
            }

            if (hours.Count < count)
            {
                break;
            }

            (last, count) = (hours[^1].Hour, ManyHours);
        }

        return (skip, landed.Count == 0);
    }

    private async Task<UsagePage> PageAsync(UsageFilter filter, UsageCursor? from, bool older, int size, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        filter = await UsageHours.WithOwnerAsync(context, filter, cancellationToken);
        // One more than wanted says whether there are more.
        var found = filter.IsNarrow
            ? await ByHoursAsync(context, filter, from, older, size + 1, cancellationToken)
            : await TakeAsync(context, Beyond(filter.Apply(context.UsageRecords.AsNoTracking()), from, older), older, size + 1, cancellationToken);
        var more = found.Count > size;
        var items = found.Take(size).ToList();
        if (!older)
        {
            items.Reverse();
        }

        return new UsagePage(items, older ? from is not null : more, older ? more : from is not null);
    }

    /// <summary>Reads only the hours in which the sums know of such requests.</summary>
    private static async Task<List<UsageView>> ByHoursAsync(
        PeppaDbContext context, UsageFilter filter, UsageCursor? from, bool older, int wanted, CancellationToken cancellationToken)
    {
        var found = new List<UsageView>();
        if (await SpanAsync(context, filter, cancellationToken) is not var (first, last))
        {
            return found;
        }

        if (from is { } place)
        {
            var hour = UsageHours.HourOf(DateTimeOffset.FromUnixTimeMilliseconds(place.At));
            (first, last) = older ? (first, last < hour.AddHours(1) ? last : hour.AddHours(1)) : (first > hour ? first : hour, last);
        }

        // Not all of what the sums know of an hour may be asked for: then more hours are read.
        for (var aim = wanted; found.Count < wanted; aim *= 2)
        {
            var hours = await UsageHours.OfAsync(context, filter, first, last, older, aim, cancellationToken);
            var enough = Enough(hours, aim);
            if (enough.Count == 0)
            {
                break;
            }

            found.AddRange(await TakeAsync(context, Beyond(filter.Apply(InHours(context, enough)), from, older), older, wanted - found.Count, cancellationToken));
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

    /// <summary>The records of some hours; CROSS JOIN keeps SQLite from beginning with all records.</summary>
    private static IQueryable<UsageRecord> InHours(PeppaDbContext context, IEnumerable<DateTimeOffset> hours)
    {
        var starts = JsonSerializer.Serialize(hours.Select(hour => hour.ToUnixTimeMilliseconds()));
        return context.UsageRecords.FromSql($"""
            SELECT r.* FROM json_each({starts}) h CROSS JOIN usage_records r WHERE r.at >= h.value AND r.at < h.value + 3600000
            """).AsNoTracking();
    }

    private static IQueryable<UsageRecord> Beyond(IQueryable<UsageRecord> records, UsageCursor? from, bool older)
    {
        if (from is not { } place)
        {
            return records;
        }

        var (at, id) = (DateTimeOffset.FromUnixTimeMilliseconds(place.At), place.Id);
        // Said so that the engine can begin at that moment in an index.
        return older
            ? records.Where(record => record.At <= at && (record.At < at || record.Id < id))
            : records.Where(record => record.At >= at && (record.At > at || record.Id > id));
    }

    private static Task<List<UsageView>> TakeAsync(
        PeppaDbContext context, IQueryable<UsageRecord> records, bool older, int count, CancellationToken cancellationToken, int skip = 0)
    {
        var ordered = older
            ? records.OrderByDescending(record => record.At).ThenByDescending(record => record.Id)
            : records.OrderBy(record => record.At).ThenBy(record => record.Id);
        return UsageView.Of(context, (skip > 0 ? ordered.Skip(skip) : ordered).Take(count), older).ToListAsync(cancellationToken);
    }
}
