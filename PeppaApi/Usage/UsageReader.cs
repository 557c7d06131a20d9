using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Usage;

/// <summary>Reads usage records and their sums.</summary>
public sealed class UsageReader(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    /// <summary>A page of records, the latest first.</summary>
    public async Task<(IReadOnlyList<UsageView> Items, int Total)> ListAsync(
        UsageFilter filter, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var records = filter.Apply(context.UsageRecords.AsNoTracking());
        var items = await Join(context, records.OrderByDescending(record => record.Id).Skip((page - 1) * pageSize).Take(pageSize))
            .ToListAsync(cancellationToken);
        return (items, await records.CountAsync(cancellationToken));
    }

    public async Task<UsageView?> GetAsync(string requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Join(context, context.UsageRecords.AsNoTracking().Where(record => record.RequestId == requestId))
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<UsageTotals> TotalsAsync(UsageFilter filter, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await filter.Apply(context.UsageRecords.AsNoTracking())
            .GroupBy(_ => 1)
            .Select(all => new UsageTotals(
                all.LongCount(),
                all.Sum(record => record.InputTokens),
                all.Sum(record => record.OutputTokens),
                all.Sum(record => record.Charged),
                all.Sum(record => record.Overrun)))
            .SingleOrDefaultAsync(cancellationToken) ?? new UsageTotals(0, 0, 0, 0, 0);
    }

    /// <summary>The last days in a time zone, today included, days without usage as zeros. What is summed by hour belongs to the day in which its hour begins.</summary>
    /// <param name="userId">None is everybody.</param>
    public async Task<IReadOnlyList<UsageDay>> DaysAsync(long? userId, int days, TimeZoneInfo zone, CancellationToken cancellationToken = default)
    {
        var today = LocalDays.DayOf(time.GetUtcNow(), zone);
        var first = today.AddDays(1 - days);
        var from = LocalDays.StartInHours(first, zone);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var hours = await context.UsageHours.AsNoTracking()
            .Where(hour => hour.Hour >= from && (userId == null || hour.UserId == userId))
            .GroupBy(hour => hour.Hour)
            .Select(hour => new { hour.Key, Requests = hour.Sum(h => h.Requests), Charged = hour.Sum(h => h.Charged) })
            .ToListAsync(cancellationToken);
        var byDay = hours.ToLookup(hour => LocalDays.DayOf(hour.Key, zone));
        return [.. Enumerable.Range(0, days).Select(first.AddDays).Select(day =>
            new UsageDay(day, byDay[day].Sum(hour => hour.Requests), byDay[day].Sum(hour => hour.Charged)))];
    }

    private static IQueryable<UsageView> Join(PeppaDbContext context, IQueryable<UsageRecord> records) =>
        from record in records
        join user in context.Users on record.UserId equals user.Id
        join token in context.Tokens on record.TokenId equals token.Id
        join channel in context.Channels on record.ChannelId equals channel.Id into channels
        from channel in channels.DefaultIfEmpty()
        orderby record.Id descending
        select new UsageView(
            record.RequestId, record.At, record.UserId, user.UserName!, record.TokenId, token.Name, record.Model,
            record.ChannelId, channel.Name, record.GroupName, record.Operation,
            record.InputTokens, record.OutputTokens, record.CachedTokens, record.CacheWriteTokens, record.CacheWriteHourTokens,
            record.AudioInputTokens, record.ImageInputTokens, record.ReasoningTokens, record.AudioOutputTokens, record.ImageOutputTokens,
            record.Images, record.Variant, record.Milliseconds, record.Characters, record.Units,
            record.Charged, record.Cost, record.Overrun, record.Held, record.Basis, record.Status, record.ErrorCode,
            record.Stream, record.DurationMs, record.FirstByteMs, record.Attempts, record.PriceId, record.MultiplierParts);
}
