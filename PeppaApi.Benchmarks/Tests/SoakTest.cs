using System.Globalization;
using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Reporting;

namespace PeppaApi.Benchmarks.Tests;

/// <summary>Whether what PeppaApi takes of memory grows while it works for long: a thousand requests per second, a tenth of them streams.</summary>
internal sealed class SoakTest : IBenchmarkTest
{
    private const int Parts = 10;
    private const int PlainRate = 900;
    private const int StreamRate = 100;

    // Below this rate the load generator sleeps between its requests, and leaves the cores to the relay.
    private const int LoopRate = 300;

    public string Name => "soak";

    public async Task<TestOutcome> RunAsync(TestRun run)
    {
        using var peers = await PeerSet.StartAsync(new PeerPlan([RelayWay.PassThrough], OtherRelays: false), run.Options, run.Stop);
        if (peers.Peers.SingleOrDefault(peer => peer.Booked) is not { Relay: { } process } relay)
        {
            return new TestOutcome([], "left out without the relay", []);
        }

        foreach (var request in (ChatRequest[])[relay.Plain, relay.Stream])
        {
            var seconds = TimeSpan.FromSeconds(run.Options.Quick ? 1 : 10);
            relay.Book(request, await ClosedLoop.RunAsync(relay.Port, request, connections: 4, seconds, run.Stop));
        }

        var part = run.Options.Quick ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(run.Options.SoakMinutes) / Parts;
        var lines = new List<string>();
        var medians = new List<double>();
        for (var number = 1; number <= Parts; number++)
        {
            var (memory, slowest) = await LoadAsync(relay, process, part, run.Stop);
            medians.Add(memory.Median);
            lines.Add(string.Create(
                CultureInfo.InvariantCulture, $"  after {part * number:hh\\:mm\\:ss} {memory.Median:0} MB ({memory.Min:0} to {memory.Max:0}), p99 of requests at most {slowest:0.0} ms"));
            await run.Progress.WriteLineAsync(lines[^1]);
        }

        var faults = await new ExactnessGate(peers, run.Stop).FindFaultsAsync();
        var figures = string.Join(
            Environment.NewLine,
            [string.Create(CultureInfo.InvariantCulture, $"resident memory at {PlainRate} requests and {StreamRate} streams per second, medians of tenths"), .. lines, peers.Exactness]);
        return new TestOutcome(faults, figures, [Target.Most("soak: memory at the end, to the second tenth", 1.1, medians[^1] / medians[1])]);
    }

    /// <summary>Loads in pieces of at most a minute, so that the load generator has little to remember.</summary>
    /// <returns>Megabytes over all of it, and the highest of the pieces' p99.</returns>
    private static async Task<(Spread Megabytes, double SlowestMilliseconds)> LoadAsync(Peer relay, ChildProcess process, TimeSpan time, CancellationToken stop)
    {
        var pieces = (int)Math.Ceiling(time.TotalMinutes);
        var slowest = 0.0;
        var memory = new MemoryWatch(process);
        await using (memory)
        {
            for (var piece = 0; piece < pieces; piece++)
            {
                var loads = Enumerable.Repeat((relay.Plain, LoopRate), PlainRate / LoopRate).Append((relay.Stream, StreamRate));
                foreach (var (request, result, p99) in await Task.WhenAll(loads.Select(load => LoadAsync(relay.Port, load.Item1, load.Item2, time / pieces, stop))))
                {
                    relay.Book(request, result);
                    slowest = Math.Max(slowest, p99);
                }
            }
        }

        return (memory.Megabytes, slowest);
    }

    private static async Task<(ChatRequest Request, LoadResult Result, double P99)> LoadAsync(int port, ChatRequest request, int rate, TimeSpan time, CancellationToken stop)
    {
        using var loop = new OpenLoop(port, request, rate);
        var (result, milliseconds) = await loop.RunAsync(time, stop);
        return (request, result, milliseconds.Length == 0 ? 0 : Spread.Percentile(milliseconds, 0.99));
    }
}
