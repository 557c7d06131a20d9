using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>The sums by hour as an index and as totals of the usage records: every settlement adds to them in its own transaction.</summary>
internal static class UsageHours
{
    /// <summary>The hour that a moment is in.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerHour));

    /// <summary>The sums are kept by user: those of a token are found with its owner.</summary>
    public static async Task<UsageFilter> WithOwnerAsync(PeppaDbContext context, UsageFilter filter, CancellationToken cancellationToken) =>
        filter is { TokenId: { } token, UserId: null }
            ? filter with { UserId = await context.Tokens.Where(one => one.Id == token).Select(one => (long?)one.UserId).SingleOrDefaultAsync(cancellationToken) ?? 0 }
            : filter;

    /// <summary>The hours with such requests, from one end of the time on.</summary>
    public static Task<List<DateTimeOffset>> OfAsync(
        PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to, bool latestFirst, int count, CancellationToken cancellationToken)
    {
        var hours = filter.UserId is null
            ? OfSite(context, filter, from, to).Select(hour => hour.Hour)
            : OfUser(context, filter, from, to).Select(hour => hour.Hour);
        var distinct = hours.Distinct();
        return (latestFirst ? distinct.OrderByDescending(hour => hour) : distinct.OrderBy(hour => hour)).Take(count).ToListAsync(cancellationToken);
    }

    /// <summary>What the whole hours of a time add up to.</summary>
    public static async Task<UsageTotals> SumAsync(PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var sums = filter.UserId is null
            ? OfSite(context, filter, from, to).GroupBy(_ => 1).Select(all => new UsageTotals(
                all.Sum(hour => hour.Requests), all.Sum(hour => hour.InputTokens), all.Sum(hour => hour.OutputTokens), all.Sum(hour => hour.Charged), all.Sum(hour => hour.Overrun)))
            : OfUser(context, filter, from, to).GroupBy(_ => 1).Select(all => new UsageTotals(
                all.Sum(hour => hour.Requests), all.Sum(hour => hour.InputTokens), all.Sum(hour => hour.OutputTokens), all.Sum(hour => hour.Charged), all.Sum(hour => hour.Overrun)));
        return await sums.SingleOrDefaultAsync(cancellationToken) ?? UsageTotals.None;
    }

    private static IQueryable<SiteHour> OfSite(PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to)
    {
        var hours = context.SiteHours.AsNoTracking().Where(hour => hour.Hour >= from && hour.Hour < to);
        hours = string.IsNullOrEmpty(filter.Model) ? hours : hours.Where(hour => hour.Model == filter.Model);
        return filter.ChannelId is { } channel ? hours.Where(hour => hour.ChannelId == channel) : hours;
    }

    private static IQueryable<UsageHour> OfUser(PeppaDbContext context, UsageFilter filter, DateTimeOffset from, DateTimeOffset to)
    {
        var hours = context.UsageHours.AsNoTracking().Where(hour => hour.UserId == filter.UserId && hour.Hour >= from && hour.Hour < to);
        hours = filter.TokenId is { } token ? hours.Where(hour => hour.TokenId == token) : hours;
        hours = string.IsNullOrEmpty(filter.Model) ? hours : hours.Where(hour => hour.Model == filter.Model);
        return filter.ChannelId is { } channel ? hours.Where(hour => hour.ChannelId == channel) : hours;
    }
}
