using System.Diagnostics;

namespace PeppaApi.Benchmarks.Load;

/// <summary>So many streams open at the same time, each connection one after another, and what every event of them took.</summary>
internal static class PacedLoad
{
    /// <summary>Streams begin spread over this time, not all in the same moment.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);

    /// <param name="duration">Time in which streams are begun; those under way then are read to their end.</param>
    /// <returns>The counts by stream, and the milliseconds of every event in rising order.</returns>
    public static async Task<(LoadResult Result, double[] Milliseconds)> RunAsync(
        int port, ChatRequest request, int streams, TimeSpan duration, CancellationToken stop)
    {
        using var pool = new ConnectionPool(port);
        var open = await pool.ConnectAsync(streams);
        await using var cut = stop.Register(pool.Dispose);
        var start = Stopwatch.GetTimestamp();
        var readers = await Task.WhenAll(open.Select((connection, i) => RepeatAsync(connection, request, start, i * (Spread / streams), duration)));
        await Task.Yield(); // Off the socket thread that ran the last reply.
        stop.ThrowIfCancellationRequested();

        var sum = new LoadResult();
        Array.ForEach(readers, reader => sum.Add(reader.Result));
        return (sum, [.. readers.SelectMany(reader => reader.Watch.Milliseconds).Order()]);
    }

    private static async Task<(LoadResult Result, ArrivalWatch Watch)> RepeatAsync(
        HttpConnection connection, ChatRequest request, long start, TimeSpan wait, TimeSpan duration)
    {
        var (result, watch) = (new LoadResult(), new ArrivalWatch());
        connection.Arrived = watch.Note;
        await Task.Delay(wait);
        do
        {
            watch.Begin();
            if (await Exchange.TryAsync(connection, request) is { } fault)
            {
                result.AddFault(fault);
                break;
            }

            result.Good++;
        }
        while (Stopwatch.GetElapsedTime(start) < duration);

        return (result, watch);
    }
}
