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

    /// <summary>What was said of the end stays: an answer from before it may come later.</summary>
    public void Keep(long taskId, TaskReport report)
    {
        if (report.IsEnd || Find(taskId) is not { IsEnd: true })
        {
            _cache.Set(taskId, new Entry(report, time.GetTimestamp()), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
        }
    }

    /// <param name="within">How old it may be at most; none is as old as it is kept.</param>
    public TaskReport? Find(long taskId, TimeSpan? within = null) =>
        _cache.TryGetValue(taskId, out Entry? entry) && (within is null || time.GetElapsedTime(entry!.At) <= within) ? entry!.Report : null;

    public void Dispose() => _cache.Dispose();

    private sealed record Entry(TaskReport Report, long At);
}
