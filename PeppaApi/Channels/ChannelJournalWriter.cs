using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Channels;

/// <summary>
/// Writes what was noted of channels and keys: changes of state within two seconds, figures of keys once a minute. Lets old
/// events go.
/// </summary>
internal sealed partial class ChannelJournalWriter(
    ChannelJournal journal, ChannelDirectory directory, ChannelNotices notices, IDbContextFactory<PeppaDbContext> contexts, TimeProvider time, ILogger<ChannelJournalWriter> logger) : BackgroundService
{
    private const int TicksAMinute = 30;
    private const int MostPerChannel = 500;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private readonly SemaphoreSlim _writing = new(1);
    private int _ticks;

    /// <summary>Writes all that is noted by now.</summary>
    internal async Task WriteAsync(bool withFigures = true)
    {
        await _writing.WaitAsync();
        try
        {
            var changes = new List<ChannelEvent>();
            while (journal.TryTake(out var change))
            {
                changes.Add(change!);
            }

            var named = changes.Select(change => change.KeyId).ToHashSet();
            var keys = directory.KeyStates.Where(key => (withFigures || named.Contains(key.Key)) && key.Value.TakeChanged()).ToDictionary();
            if (changes.Count + keys.Count > 0)
            {
                // Whoever is to hear of it does so even where it cannot be written.
                notices.Tell(changes);
                await SaveAsync(changes, keys);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(withFigures: true);
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var minute = ++_ticks % TicksAMinute == 0;
            await TryWriteAsync(minute);
            if (_ticks % (TicksAMinute * 60) == TicksAMinute)
            {
                await PurgeAsync(stoppingToken);
            }
        }
    }

    private async Task TryWriteAsync(bool withFigures)
    {
        try
        {
            await WriteAsync(withFigures);
        }
        catch (Exception exception)
        {
            // The relay goes on; the next notes are tried again.
            Log.NotWritten(logger, exception);
        }
    }

    private Task SaveAsync(List<ChannelEvent> changes, Dictionary<long, KeyState> keys) => contexts.ChangeAsync(
        async context =>
        {
            context.ChannelEvents.AddRange(changes);
            var known = await context.ChannelKeyStates.Where(state => keys.Keys.Contains(state.KeyId)).ToDictionaryAsync(state => state.KeyId);
            // One may have been removed while its last request was under way.
            var there = await context.ChannelKeys.Where(key => keys.Keys.Contains(key.Id)).Select(key => key.Id).ToListAsync();
            foreach (var id in there)
            {
                if (!known.TryGetValue(id, out var row))
                {
                    row = new ChannelKeyState { KeyId = id };
                    context.ChannelKeyStates.Add(row);
                }

                var state = keys[id];
                (row.CoolingUntil, row.CoolingReason) = (state.Breaker.Until, state.Breaker.Reason);
                (row.LastUsedAt, row.Requests, row.Spent) = (state.LastUsed, state.Requests, state.Spent);
            }
        },
        CancellationToken.None);

    private async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var oldest = time.GetUtcNow() - Kept;
        await context.ChannelEvents.Where(change => change.At < oldest).ExecuteDeleteAsync(cancellationToken);
        foreach (var channelId in await context.ChannelEvents.Select(change => change.ChannelId).Distinct().ToListAsync(cancellationToken))
        {
            var last = await context.ChannelEvents.Where(change => change.ChannelId == channelId)
                .OrderByDescending(change => change.Id).Skip(MostPerChannel).Select(change => change.Id).FirstOrDefaultAsync(cancellationToken);
            await context.ChannelEvents.Where(change => change.ChannelId == channelId && change.Id <= last).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3011, Level = LogLevel.Error, Message = "What was noted of channels could not be written")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
