using System.Diagnostics;

namespace PeppaApi.Benchmarks.Load;

/// <summary>
/// Sends at fixed times whether or not earlier replies came, and counts latency from the time that was scheduled. A peer
/// that stalls is so charged for every request that it kept waiting (no coordinated omission).
/// </summary>
internal sealed class OpenLoop(int port, ChatRequest request, int perSecond) : IDisposable
{
    private const int ConnectionsBefore = 32;
    private readonly ConnectionPool _pool = new(port);

    /// <returns>The counts, and the latency of every good reply in milliseconds, in rising order.</returns>
    public async Task<(LoadResult Result, double[] Milliseconds)> RunAsync(TimeSpan duration, CancellationToken stop)
    {
        Array.ForEach(await _pool.ConnectAsync(ConnectionsBefore), _pool.Return);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var cut = limit.Token.Register(_pool.Dispose);
        limit.CancelAfter(duration + ClosedLoop.Patience);

        var count = (int)(duration.TotalSeconds * perSecond);
        var sent = await Task.Factory.StartNew(
            () => SendOnSchedule(count, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var replies = await Task.WhenAll(sent);
        await Task.Yield(); // Off the socket thread that ran the last reply.
        stop.ThrowIfCancellationRequested();
        return Sum(replies);
    }

    public void Dispose() => _pool.Dispose();

    private List<Task<TimedReply>> SendOnSchedule(int count, CancellationToken stop)
    {
        var replies = new List<Task<TimedReply>>(count);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count && !stop.IsCancellationRequested; i++)
        {
            var due = start + (i * Stopwatch.Frequency / perSecond);
            Pacer.WaitUntil(due);
            replies.Add(SendAsync(due));
        }

        return replies;
    }

    private async Task<TimedReply> SendAsync(long due)
    {
        var connection = _pool.Rent();
        var fault = await Exchange.TryAsync(connection, request);
        var elapsed = Stopwatch.GetElapsedTime(due);
        _pool.Return(connection);
        return new TimedReply(elapsed.TotalMilliseconds, fault);
    }

    private static (LoadResult Result, double[] Milliseconds) Sum(TimedReply[] replies)
    {
        var result = new LoadResult();
        foreach (var fault in replies.Select(reply => reply.Fault).OfType<string>())
        {
            result.AddFault(fault);
        }

        var good = replies.Where(reply => reply.Fault is null).Select(reply => reply.Milliseconds).Order().ToArray();
        result.Good = result.Timely = good.Length;
        return (result, good);
    }

    private readonly record struct TimedReply(double Milliseconds, string? Fault);
}
