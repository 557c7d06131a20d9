using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Reporting;

namespace PeppaApi.Benchmarks;

/// <summary>The whole benchmark: start the peers, load them in turn, compare the books, and only then print.</summary>
internal static class BenchmarkCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int BadUsage = 2;
    private const int Stopped = 130;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TimeProvider time)
    {
        if (args is ["--help" or "-h"])
        {
            await output.WriteLineAsync(BenchmarkOptions.Help);
            return Done;
        }

        using var stop = new StopSignal();
        try
        {
            return await RunAsync(BenchmarkOptions.Parse(args), output, time, stop.Token);
        }
        catch (FormatException e)
        {
            await output.WriteLineAsync($"{e.Message}{Environment.NewLine}{BenchmarkOptions.Help}");
            return BadUsage;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            await output.WriteLineAsync("stopped");
            return Stopped;
        }
        catch (Exception e) when (e is BenchmarkException or HttpRequestException)
        {
            await output.WriteLineAsync($"No figures. {e.Message}");
            return Failed;
        }
    }

    private static async Task<int> RunAsync(BenchmarkOptions options, TextWriter output, TimeProvider time, CancellationToken stop)
    {
        UseOneSocketThread();
        using var peers = await PeerSet.StartAsync(options, stop);
        var figures = await new Rounds(options, peers, output, stop).RunAsync();

        var faults = await new ExactnessGate(peers, stop).FindFaultsAsync();
        if (faults.Count > 0)
        {
            await output.WriteLineAsync("No figures: the books do not agree.");
            await output.WriteLineAsync(string.Join(Environment.NewLine, faults));
            return Failed;
        }

        Report.Print(output, options, figures, time.GetUtcNow());
        return Done;
    }

    /// <summary>
    /// Replies are then handled on the thread that polls the sockets (Linux), without a hop to the thread pool, which
    /// more than halves what the generator takes from the shared cores. Read by the runtime at the first socket.
    /// </summary>
    private static void UseOneSocketThread()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }
}
