using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>
/// Turns the pages of usage records by where the last one ended, never by counting: the last page costs what the first does.
/// What is rare (a model, a token, a channel) is found through the sums by hour, so that it needs no index of its own, which
/// every request would pay for. Safe for any thread.
/// </summary>
public sealed class UsagePager(IDbContextFactory<PeppaDbContext> contexts)
{
    private const int Batch = 1_000;

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

    private async Task<UsagePage> PageAsync(UsageFilter filter, UsageCursor? from, bool older, int size, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        filter = await UsageHours.WithOwnerAsync(context, filter, cancellationToken);
        var records = Beyond(filter.Apply(context.UsageRecords.AsNoTracking()), from, older);
        // One more than wanted says whether there are more.
        var found = filter.IsNarrow
            ? await ByHoursAsync(context, records, filter, from, older, size + 1, cancellationToken)
            : await TakeAsync(context, records, older, size + 1, cancellationToken);
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
        PeppaDbContext context, IQueryable<UsageRecord> records, UsageFilter filter, UsageCursor? from, bool older, int wanted, CancellationToken cancellationToken)
    {
        var found = new List<UsageView>();
        if (await context.UsageRecords.MinAsync(record => (DateTimeOffset?)record.At, cancellationToken) is not { } oldest)
        {
            return found;
        }

        var first = UsageHours.HourOf(filter.From > oldest ? filter.From.Value : oldest);
        var last = filter.To ?? DateTimeOffset.MaxValue;
        if (from is { } place)
        {
            var hour = UsageHours.HourOf(DateTimeOffset.FromUnixTimeMilliseconds(place.At));
            (first, last) = older ? (first, last < hour.AddHours(1) ? last : hour.AddHours(1)) : (first > hour ? first : hour, last);
        }

        // Each of them has a request at least; only that of the place where the page begins may have none beyond it.
        foreach (var hour in await UsageHours.OfAsync(context, filter, first, last, older, wanted + 1, cancellationToken))
        {
            var end = hour.AddHours(1);
            found.AddRange(await TakeAsync(context, records.Where(record => record.At >= hour && record.At < end), older, wanted - found.Count, cancellationToken));
            if (found.Count == wanted)
            {
                break;
            }
        }

        return found;
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

    private static Task<List<UsageView>> TakeAsync(PeppaDbContext context, IQueryable<UsageRecord> records, bool older, int count, CancellationToken cancellationToken)
    {
        var ordered = older
            ? records.OrderByDescending(record => record.At).ThenByDescending(record => record.Id)
            : records.OrderBy(record => record.At).ThenBy(record => record.Id);
        return UsageView.Of(context, ordered.Take(count), older).ToListAsync(cancellationToken);
    }
}
