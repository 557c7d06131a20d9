using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>Reads usage records and their sums.</summary>
public sealed class UsageReader(IDbContextFactory<PeppaDbContext> contexts)
{
    /// <summary>A page of records by its number, the latest first, and how many there are in all. Pages turn with <see cref="UsagePager"/>.</summary>
    public async Task<(IReadOnlyList<UsageView> Items, int Total)> ListAsync(
        UsageFilter filter, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        var items = await ItemsAsync(filter, (page - 1L) * pageSize, pageSize, cancellationToken);
        return (items, checked((int)(await TotalsAsync(filter, cancellationToken)).Requests));
    }

    public async Task<UsageView?> GetAsync(string requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await UsageView.Of(context, context.UsageRecords.AsNoTracking().Where(record => record.RequestId == requestId))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>What the kept records add up to: whole hours from their sums, only the ends of the time from the records themselves.</summary>
    public async Task<UsageTotals> TotalsAsync(UsageFilter filter, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        filter = await UsageHours.WithOwnerAsync(context, filter, cancellationToken);
        if (!string.IsNullOrEmpty(filter.RequestId))
        {
            return await AddUpAsync(filter.Of(context), cancellationToken);
        }

        // Those that succeeded are all but the few that did not.
        return filter.Status == UsageStatus.Succeeded
            ? await SummedAsync(context, filter with { Status = null }, cancellationToken) - await FailedAsync(context, filter with { Status = null }, cancellationToken)
            : await SummedAsync(context, filter, cancellationToken);
    }

    /// <summary>The models of a user's requests, or of everybody's, in the order of their names.</summary>
    public async Task<IReadOnlyList<string>> ModelsAsync(long? userId, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var of = userId is { } user ? new SpanOf(TotalScope.UserModel, user) : new SpanOf(TotalScope.Model);
        var models = await UsageSpans.ReadAsync(context, of, [UsageHours.HourOf(since), DateTimeOffset.MaxValue], cancellationToken);
        return [.. models.Select(model => model.Key).Order(StringComparer.Ordinal)];
    }

    /// <summary>What a user was charged in the last days, from the sums by hour, which are kept for ever.</summary>
    public async Task<long> ChargedAsync(long userId, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await UsageHours.SumAsync(context, new UsageFilter(UserId: userId), UsageHours.HourOf(since), DateTimeOffset.MaxValue, cancellationToken)).Charged;
    }

    private async Task<IReadOnlyList<UsageView>> ItemsAsync(UsageFilter filter, long skip, int size, CancellationToken cancellationToken)
    {
        if (filter.IsSummed)
        {
            return await new UsagePager(contexts).AtAsync(filter, skip, size, cancellationToken);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        filter = await UsageHours.WithOwnerAsync(context, filter, cancellationToken);
        var records = filter.Of(context).OrderByDescending(record => record.At).ThenByDescending(record => record.Id);
        return await UsageView.Of(context, records.Skip((int)Math.Min(int.MaxValue, skip)).Take(size)).ToListAsync(cancellationToken);
    }

    private static async Task<UsageTotals> FailedAsync(PeppaDbContext context, UsageFilter filter, CancellationToken cancellationToken)
    {
        var sum = UsageTotals.None;
        foreach (var status in Enum.GetValues<UsageStatus>().Where(status => status != UsageStatus.Succeeded))
        {
            sum += await SummedAsync(context, filter with { Status = status }, cancellationToken);
        }

        return sum;
    }

    private static async Task<UsageTotals> SummedAsync(PeppaDbContext context, UsageFilter filter, CancellationToken cancellationToken)
    {
        if (!UsageHours.Knows(filter))
        {
            return await AddUpAsync(filter.Of(context), cancellationToken);
        }

        // What retention let go is in the sums still, but no longer among the records.
        if (await context.UsageRecords.MinAsync(record => (DateTimeOffset?)record.At, cancellationToken) is not { } oldest)
        {
            return UsageTotals.None;
        }

        var from = filter.From > oldest ? filter.From.Value : oldest;
        var first = UsageHours.HourOf(from.AddHours(1).AddTicks(-1));
        var last = filter.To is { } to ? UsageHours.HourOf(to) : DateTimeOffset.MaxValue;
        return first >= last
            ? await AddUpAsync(filter.Of(context), cancellationToken)
            : await UsageHours.SumAsync(context, filter, first, last, cancellationToken)
                + await AddUpAsync(filter.Until(first).Of(context), cancellationToken)
                + (filter.To is null ? UsageTotals.None : await AddUpAsync(filter.Since(last).Of(context), cancellationToken));
    }

    private static async Task<UsageTotals> AddUpAsync(IQueryable<UsageRecord> records, CancellationToken cancellationToken) =>
        await records.GroupBy(_ => 1)
            .Select(all => new UsageTotals(
                all.LongCount(),
                all.Sum(record => record.InputTokens),
                all.Sum(record => record.OutputTokens),
                all.Sum(record => record.Charged),
                all.Sum(record => record.Overrun)))
            .SingleOrDefaultAsync(cancellationToken) ?? UsageTotals.None;
}
