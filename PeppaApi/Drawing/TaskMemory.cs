using Microsoft.Extensions.Caching.Memory;

namespace PeppaApi.Drawing;

/// <summary>
/// What upstreams last said of tasks, in memory only: prompts and links are content and are not stored. A bounded number, for
/// a bounded time. Safe for any thread.
/// </summary>
internal sealed class TaskMemory(TimeProvider time) : IDisposable
{
    private const int Most = 5_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = Most });
    private readonly Lock _lock = new();

    /// <summary>What was said of the end stays: an answer from before it may come later. A silence leaves what was said before it.</summary>
    public void Keep(long taskId, TaskReport report)
    {
        lock (_lock)
        {
            var last = Entry(taskId)?.Report;
            Set(taskId, report.IsSilent || (last is { IsEnd: true } && !report.IsEnd) ? last : report, isGone: false, answered: !report.IsSilent);
        }
    }

    /// <summary>The upstream does not know the task.</summary>
    public void KeepGone(long taskId)
    {
        lock (_lock)
        {
            Set(taskId, Entry(taskId)?.Report, isGone: true, answered: true);
        }
    }

    /// <summary>What the upstream last said of a task.</summary>
    public TaskReport? Find(long taskId) => Entry(taskId)?.Report;

    /// <summary>Whether an upstream was asked after the task a moment ago, whatever it answered.</summary>
    public bool WasAsked(long taskId, TimeSpan within) => Entry(taskId) is { } entry && time.GetElapsedTime(entry.AskedAt) <= within;

    /// <summary>Whether it answered.</summary>
    public bool WasAnswered(long taskId, TimeSpan within) => Entry(taskId)?.AnsweredAt is { } at && time.GetElapsedTime(at) <= within;

    /// <summary>Whether there is nothing more to learn of a task that is over: what it came to was said, or its upstream knows it no longer.</summary>
    public bool IsSettled(long taskId) => Entry(taskId) is { } entry && (entry.IsGone || entry.Report is not null);

    public void Dispose() => _cache.Dispose();

    private Known? Entry(long taskId) => _cache.Get<Known>(taskId);

    private void Set(long taskId, TaskReport? report, bool isGone, bool answered)
    {
        var now = time.GetTimestamp();
        _cache.Set(
            taskId,
            new Known(report, isGone, now, answered ? now : Entry(taskId)?.AnsweredAt),
            new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
    }

    private sealed record Known(TaskReport? Report, bool IsGone, long AskedAt, long? AnsweredAt);
}
