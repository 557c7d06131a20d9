using System.Diagnostics;

namespace PeppaApi.Benchmarks.Load;

/// <summary>
/// Every connection sends its next request as soon as the last is answered: finds the highest rate. Requests under way at
/// the end are awaited, not cut, so that the books can be compared afterwards.
/// </summary>
internal static class ClosedLoop
{
    /// <summary>How long a reply may stay out after the end before its connection is cut and the run fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int FaultsPerConnection = 10;

    public static Task<LoadResult> RunAsync(int port, ChatRequest request, int connections, TimeSpan duration, CancellationToken stop) =>
        RunAsync(port, [request], connections, duration, stop);

    /// <param name="requests">Sent in turn: as many of each.</param>
    public static async Task<LoadResult> RunAsync(
        int port, IReadOnlyList<ChatRequest> requests, int connections, TimeSpan duration, CancellationToken stop)
    {
        using var pool = new ConnectionPool(port);
        var open = await pool.ConnectAsync(connections);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var cut = limit.Token.Register(pool.Dispose);
        limit.CancelAfter(duration + Patience);

        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var results = await Task.WhenAll(open.Select((connection, i) => RepeatAsync(connection, Turn(requests, i, connections), end, limit.Token)));
        await Task.Yield(); // Off the socket thread that ran the last reply.
        stop.ThrowIfCancellationRequested();

        var sum = new LoadResult();
        Array.ForEach(results, sum.Add);
        return sum;
    }

    /// <summary>The requests of one connection: each step passes over those of the others.</summary>
    private static IEnumerator<ChatRequest> Turn(IReadOnlyList<ChatRequest> requests, int first, int step)
    {
        for (var i = first; ; i += step)
        {
            yield return requests[i % requests.Count];
        }
    }

    private static async Task<LoadResult> RepeatAsync(
        HttpConnection connection, IEnumerator<ChatRequest> requests, long end, CancellationToken limit)
    {
        var result = new LoadResult();
        while (Stopwatch.GetTimestamp() < end && result.Bad < FaultsPerConnection && !limit.IsCancellationRequested)
        {
            _ = requests.MoveNext();
            var fault = await Exchange.TryAsync(connection, requests.Current);
            if (fault is not null)
            {
                result.AddFault(fault);
                continue;
            }

            result.Good++;
            result.Timely += Stopwatch.GetTimestamp() < end ? 1 : 0;
        }

        return result;
    }
}
