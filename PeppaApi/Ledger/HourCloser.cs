using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>Adds hours that are over to the running totals, one after the other, from the sums by hour: after an update, all there ever were.</summary>
internal sealed class HourCloser(LedgerWriter writer, IDbContextFactory<PeppaDbContext> contexts)
{
    // As with old usage records: small enough that nobody waits for it.
    private const int Page = 250;

    public async Task CloseAllAsync(CancellationToken cancellationToken = default)
    {
        while (await CloseNextAsync(cancellationToken))
        {
            // The next hour.
        }
    }

    /// <returns>Whether there was an hour to close.</returns>
    internal async Task<bool> CloseNextAsync(CancellationToken cancellationToken = default)
    {
        var open = DateTimeOffset.FromUnixTimeMilliseconds(await writer.RunAsync(new OpenHourCommand()));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await RunningTotal.LastHourAsync(context, cancellationToken) ?? DateTimeOffset.UnixEpoch.AddHours(-1);
        var next = await context.SiteHours.Where(hour => hour.Hour > last && hour.Hour < open).MinAsync(hour => (DateTimeOffset?)hour.Hour, cancellationToken);
        if (next is not { } due)
        {
            return false;
        }

        // The hour is over, so that it can be read out of the way of those who wait for the ledger.
        var totals = await ReadAsync(context, due, cancellationToken);
        foreach (var page in totals.OrderByDescending(total => total.Key.Scope).Chunk(Page))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await writer.RunAsync(new CloseHourCommand(due.ToUnixTimeMilliseconds(), page));
        }

        return true;
    }

    private static async Task<Dictionary<TotalKey, HourTotal>> ReadAsync(PeppaDbContext context, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var totals = new Dictionary<TotalKey, HourTotal>();
        await foreach (var sum in context.SiteHours.AsNoTracking().Where(sum => sum.Hour == hour).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var total = new HourTotal(sum.Requests, sum.Failed, sum.InputTokens, sum.OutputTokens, sum.Charged, sum.Overrun, sum.UpstreamCost);
            Add(totals, TotalScope.Site, 0, RunningTotal.OfAll, total);
            Add(totals, TotalScope.Model, 0, sum.Model, total);
            Add(totals, TotalScope.Channel, 0, Text(sum.ChannelId), total);
            Add(totals, TotalScope.Group, 0, sum.GroupName, total);
        }

        await foreach (var sum in context.UsageHours.AsNoTracking().Where(sum => sum.Hour == hour).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var total = new HourTotal(sum.Requests, 0, sum.InputTokens, sum.OutputTokens, sum.Charged, sum.Overrun, sum.UpstreamCost);
            Add(totals, TotalScope.User, 0, Text(sum.UserId), total);
            Add(totals, TotalScope.UserModel, sum.UserId, sum.Model, total);
            Add(totals, TotalScope.UserToken, sum.UserId, Text(sum.TokenId), total);
            Add(totals, TotalScope.UserChannel, sum.UserId, Text(sum.ChannelId), total);
        }

        var end = hour.AddHours(1);
        var failures = context.UsageRecords.AsNoTracking().Where(record => record.Status != UsageStatus.Succeeded && record.At >= hour && record.At < end)
            .Select(record => new { record.Status, record.UserId, record.InputTokens, record.OutputTokens, record.Charged, record.Overrun });
        await foreach (var record in failures.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var total = new HourTotal(1, 0, record.InputTokens, record.OutputTokens, record.Charged, record.Overrun, 0);
            Add(totals, TotalScope.Status, 0, Text((int)record.Status), total);
            Add(totals, TotalScope.Status, record.UserId, Text((int)record.Status), total);
        }

        return totals;
    }

    private static void Add(Dictionary<TotalKey, HourTotal> totals, TotalScope scope, long userId, string key, HourTotal added)
    {
        ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(totals, new TotalKey(scope, userId, key), out _);
        total += added;
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
