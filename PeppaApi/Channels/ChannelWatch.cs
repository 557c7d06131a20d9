using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;

namespace PeppaApi.Channels;

/// <summary>
/// Tests what is out of use, with a request of the operator's own, so that it comes back without a client having to find out.
/// A channel that is cooling: each round. A key that was refused: after ten minutes, then more and more seldom.
/// </summary>
internal sealed partial class ChannelWatch(
    ChannelDirectory directory, ChannelTester tester, IDbContextFactory<PeppaDbContext> contexts, ChannelWatchOptions options, TimeProvider time, ILogger<ChannelWatch> logger) : BackgroundService
{
    private const int AtATime = 4;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);
    private readonly ConcurrentDictionary<long, (DateTimeOffset Due, TimeSpan Wait)> _keys = new();

    /// <summary>One round.</summary>
    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var channels = directory.All.Where(channel => !channel.State.Breaker.IsReady).Select(channel => (channel.Id, KeyId: (long?)null));
        var keys = (await DueKeysAsync(cancellationToken)).Select(key => (key.ChannelId, KeyId: (long?)key.Id));
        await Parallel.ForEachAsync(
            channels.Concat(keys).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (one, token) => await tester.TestAsync(one.Item1, keyId: one.KeyId, cancellationToken: token));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Every == TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.RoundFailed(logger, exception);
            }
        }
    }

    private async Task<List<(long Id, long ChannelId)>> DueKeysAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var aside = await context.ChannelKeys.AsNoTracking()
            .Where(key => key.SetAsideReason != null && !key.Disabled && context.Channels.Any(channel => channel.Id == key.ChannelId && channel.Enabled))
            .Select(key => new { key.Id, key.ChannelId, key.SetAsideAt }).ToListAsync(cancellationToken);
        var due = new List<(long, long)>();
        foreach (var key in aside)
        {
            var (when, wait) = _keys.GetOrAdd(key.Id, _ => ((key.SetAsideAt ?? now) + FirstWait, FirstWait));
            if (when <= now)
            {
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
                _keys[key.Id] = (now + wait, wait);
                due.Add((key.Id, key.ChannelId));
            }
        }

        foreach (var gone in _keys.Keys.Except(aside.Select(key => key.Id)).ToList())
        {
            _keys.TryRemove(gone, out _);
        }

        return due;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3012, Level = LogLevel.Error, Message = "A round of testing what is out of use failed")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}

/// <param name="Every">How often; zero is never.</param>
internal sealed record ChannelWatchOptions(TimeSpan Every);
