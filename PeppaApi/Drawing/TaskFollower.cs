using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Drawing;

/// <summary>
/// Asks upstreams after all tasks that are under way, in batches for each channel and key, and gives up what is lost or takes too long. An
/// upstream that does not answer is asked less and less often, until it does; one that hangs holds up nobody else's tasks.
/// </summary>
internal sealed partial class TaskFollower(
    TaskBook book, TaskUpstreams upstreams, OperatorSettings settings, IOptions<DrawingOptions> options, TimeProvider time, ILogger<TaskFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<long, Pause> _pauses = new();
    private readonly ConcurrentDictionary<(long? Key, LongTaskKind Kind), bool> _asking = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), time);
        var rounds = new List<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                rounds.RemoveAll(round => round.IsCompleted);
                rounds.Add(RoundAsync(stoppingToken));
            }
        }
        finally
        {
            await Task.WhenAll(rounds);
        }
    }

    /// <summary>Asks once after everything that is due, where no earlier round still waits for an answer.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var live = await book.LiveAsync(cancellationToken);
        var over = time.GetUtcNow() - TimeSpan.FromMinutes(settings.Get<DrawingSettings>().TimeoutMinutes);
        var mine = GroupsOf(live).Where(group => _asking.TryAdd((group.Key.Key, group.Key.Kind), true)).ToList();
        await Task.WhenAll(mine.Select(async group =>
        {
            try
            {
                await FollowAsync(group.Key.Channel, group.Key.Key, group.Key.Kind, [.. group], cancellationToken);
            }
            finally
            {
                _asking.TryRemove((group.Key.Key, group.Key.Kind), out _);
            }
        }));
        // After the question: what has just ended well is not given up.
        await Task.WhenAll(live.Where(task => task.CreatedAt < over && !_asking.ContainsKey((task.KeyId, task.Kind))).Select(task => book.GiveUpAsync(task, "timed_out")));
    }

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception.GetType().Name, exception.StackTrace);
        }
    }

    /// <summary>Asks after some tasks for somebody who waits, where their upstreams answer. One that does not is not asked again by the next who waits.</summary>
    /// <param name="evenIfPaused">Also where the upstream does not answer for now.</param>
    /// <returns>Whether any upstream answered.</returns>
    public async Task<bool> AskNowAsync(IReadOnlyList<LongTask> tasks, CancellationToken cancellationToken, bool evenIfPaused = false)
    {
        var answered = await Task.WhenAll(GroupsOf(tasks).Where(group => evenIfPaused || !IsPaused(group.Key.Key))
            .Select(group => AskNowAsync(group.Key.Channel, group.Key.Key, group.Key.Kind, [.. group], cancellationToken)));
        return answered.Contains(true);
    }

    private async Task<bool> AskNowAsync(long channelId, long keyId, LongTaskKind kind, LongTask[] tasks, CancellationToken cancellationToken)
    {
        if (await upstreams.AccessAsync(channelId, keyId, cancellationToken) is { } access && await AskAsync(access, upstreams.Of(kind), tasks, cancellationToken))
        {
            return true;
        }

        Array.ForEach(tasks, upstreams.NoteSilent);
        return false;
    }

    private static IEnumerable<IGrouping<(long Channel, long Key, LongTaskKind Kind), LongTask>> GroupsOf(IEnumerable<LongTask> tasks) =>
        tasks.Where(task => task is { ChannelId: not null, KeyId: not null, UpstreamId: not null })
            .GroupBy(task => (Channel: task.ChannelId!.Value, Key: task.KeyId!.Value, task.Kind));

    private bool IsPaused(long keyId) => _pauses.TryGetValue(keyId, out var pause) && time.GetUtcNow() < pause.Until;

    private async Task FollowAsync(long channelId, long keyId, LongTaskKind kind, List<LongTask> tasks, CancellationToken cancellationToken)
    {
        if (IsPaused(keyId))
        {
            return;
        }

        if (await upstreams.AccessAsync(channelId, keyId, cancellationToken) is not { } access)
        {
            // Nobody can be asked any more.
            await Task.WhenAll(tasks.Select(task => book.GiveUpAsync(task, "channel_removed")));
            return;
        }

        foreach (var batch in tasks.Where(upstreams.IsDue).Chunk(options.Value.BatchSize))
        {
            if (await AskAsync(access, upstreams.Of(kind), batch, cancellationToken))
            {
                _pauses.TryRemove(keyId, out _);
            }
            else if (tasks.Except(batch).Any(upstreams.WasAnswered))
            {
                // It is these that it cannot tell of: the others must not wait for them.
                Array.ForEach(batch, upstreams.NoteSilent);
            }
            else
            {
                Slow(keyId);
                return;
            }
        }
    }

    private async Task<bool> AskAsync(ChannelAccess access, ITaskUpstream upstream, LongTask[] batch, CancellationToken cancellationToken)
    {
        IReadOnlyList<TaskReport> reports;
        try
        {
            reports = await upstream.AskAsync(access, [.. batch.Select(task => task.UpstreamId!)], cancellationToken);
        }
        catch (TaskUpstreamException exception)
        {
            Log.NoAnswer(logger, access.ChannelId, batch.Length, exception.Message);
            return false;
        }

        var byId = reports.GroupBy(report => report.UpstreamId).ToDictionary(group => group.Key, group => group.Last());
        await Task.WhenAll(batch.Where(task => byId.ContainsKey(task.UpstreamId!)).Select(task => book.ApplyAsync(task, byId[task.UpstreamId!])));
        await NoteMissingAsync([.. batch.Where(task => !byId.ContainsKey(task.UpstreamId!))]);
        await book.MarkMissingAsync([.. batch.Where(task => task.MissingSince is not null && byId.GetValueOrDefault(task.UpstreamId!) is { IsSilent: false }).Select(task => task.Id)], missing: false);
        if (reports.Count(report => report.IsSilent) is > 0 and var silent)
        {
            Log.NoAnswer(logger, access.ChannelId, silent, "It answered after others only.");
        }

        return true;
    }

    private async Task NoteMissingAsync(LongTask[] gone)
    {
        Array.ForEach(gone, upstreams.NoteGone);
        var missing = gone.Where(task => !task.IsOver).ToList();
        var lost = time.GetUtcNow() - TimeSpan.FromSeconds(options.Value.LostSeconds);
        await book.MarkMissingAsync([.. missing.Where(task => task.MissingSince is null).Select(task => task.Id)], missing: true);
        await Task.WhenAll(missing.Where(task => task.MissingSince < lost).Select(task => book.GiveUpAsync(task, "lost")));
    }

    private void Slow(long keyId)
    {
        var first = TimeSpan.FromMilliseconds(options.Value.PollMilliseconds);
        _pauses.AddOrUpdate(
            keyId,
            _ => new Pause(time.GetUtcNow() + first, first),
            (_, pause) => pause.Longer(time.GetUtcNow()));
    }

    private sealed record Pause(DateTimeOffset Until, TimeSpan Length)
    {
        public Pause Longer(DateTimeOffset now)
        {
            var length = Length * 2 < LongestPause ? Length * 2 : LongestPause;
            return new Pause(now + length, length);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "Tasks could not be followed: {Kind}\n{Place}")]
        public static partial void Failed(ILogger logger, string kind, string? place);

        [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "Channel {ChannelId} does not say how {Count} tasks are doing: {Fault}")]
        public static partial void NoAnswer(ILogger logger, long channelId, int count, string fault);
    }
}
