using System.Collections.Concurrent;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>
/// Submissions that wait for an answer, and what upstreams tell of them of their own accord meanwhile: an upstream that calls back has taken
/// the task, even where its answer is lost. Safe for any thread.
/// </summary>
internal sealed class MjArrivals(TimeProvider time)
{
    // A call back may be a little behind the line that broke.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new();

    /// <summary>Submits, and where nobody knows whether the upstream has taken it, asks whether it called back.</summary>
    /// <param name="publicId">The task that the upstream calls back about.</param>
    /// <param name="taken">The answer for the client, from the upstream's id.</param>
    public async Task<TaskReply> WatchAsync(string publicId, Func<Task<TaskReply>> submit, Func<string, TaskReply> taken)
    {
        var arrival = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[publicId] = arrival;
        try
        {
            var reply = await submit();
            return IsUnsure(reply) && await WaitAsync(arrival.Task) is { } upstreamId ? taken(upstreamId) : reply;
        }
        finally
        {
            _awaited.TryRemove(publicId, out _);
        }
    }

    /// <summary>An upstream tells of a task that has no place yet.</summary>
    /// <returns>Whether its submission waits for an answer.</returns>
    public bool Note(string publicId, string upstreamId) => _awaited.TryGetValue(publicId, out var arrival) && (arrival.TrySetResult(upstreamId) || arrival.Task.Result == upstreamId);

    private static bool IsUnsure(TaskReply reply) => reply is TaskReply.Unusable { MayTryAnother: false, Failure: RelayFailure.UpstreamTimedOut or RelayFailure.UpstreamUnreachable };

    private async Task<string?> WaitAsync(Task<string> arrival)
    {
        try
        {
            return await arrival.WaitAsync(Grace, time);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
