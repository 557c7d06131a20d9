using System.Globalization;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Reporting;
using PeppaApi.Benchmarks.Tests;

namespace PeppaApi.Benchmarks;

/// <summary>The whole benchmark: each test starts its peers, loads them in turn and compares the books, and only then is anything printed.</summary>
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
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd HH:mm} UTC; {Machine.Describe(options.DataRoot)}; load, upstream and relay share the cores"));
        foreach (var test in options.Tests)
        {
            await output.WriteLineAsync($"{Environment.NewLine}{test.Name}");
            var outcome = await test.RunAsync(new TestRun(options, output, stop));
            if (outcome.Faults.Count > 0)
            {
                await output.WriteLineAsync("No figures: the books do not agree.");
                await output.WriteLineAsync(string.Join(Environment.NewLine, outcome.Faults));
                return Failed;
            }

            await PrintAsync(output, options, outcome);
        }

        return Done;
    }

    private static async Task PrintAsync(TextWriter output, BenchmarkOptions options, TestOutcome outcome)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync(outcome.Figures);
        if (outcome.Targets.Count > 0)
        {
            await output.WriteLineAsync(options.Quick ? "targets (a quick run: not at full speed yet)" : "targets");
            await output.WriteLineAsync(string.Join(Environment.NewLine, outcome.Targets));
        }
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
