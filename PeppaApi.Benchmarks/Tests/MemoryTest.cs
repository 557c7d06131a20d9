using System.Globalization;
using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Reporting;

namespace PeppaApi.Benchmarks.Tests;

/// <summary>What PeppaApi takes of memory when nothing is asked of it, and at a thousand requests per second.</summary>
internal sealed class MemoryTest : IBenchmarkTest
{
    private const int Rate = 1_000;

    public string Name => "memory";

    public async Task<TestOutcome> RunAsync(TestRun run)
    {
        using var peers = await PeerSet.StartAsync(new PeerPlan([RelayWay.PassThrough], OtherRelays: false), run.Options, run.Stop);
        if (peers.Peers.SingleOrDefault(peer => peer.Booked) is not { Relay: { } process } relay)
        {
            return new TestOutcome([], "left out without the relay", []);
        }

        await run.Progress.WriteLineAsync("idle");
        var settling = TimeSpan.FromSeconds(run.Options.Quick ? 2 : 20);
        await Task.Delay(settling, run.Stop);
        var idle = process.ResidentBytes / 1e6;

        await run.Progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Rate:N0} requests per second"));
        var time = TimeSpan.FromSeconds(run.Options.Quick ? 3 : 30);
        var memory = new MemoryWatch(process);
        await using (memory)
        {
            using var loop = new OpenLoop(relay.Port, relay.Plain, Rate);
            relay.Book(relay.Plain, (await loop.RunAsync(time, run.Stop)).Result);
        }

        var faults = await new ExactnessGate(peers, run.Stop).FindFaultsAsync();
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{settling.TotalSeconds} s after the start {idle:0} MB; in {time.TotalSeconds} s at {Rate:N0} requests per second {memory.Megabytes.Median:0} MB at the median, {memory.Megabytes.Max:0} MB at most{Environment.NewLine}{peers.Exactness}");
        return new TestOutcome(faults, figures, [Target.Most("memory idle, MB", 150, idle), Target.Most("memory at 1,000 requests per second, MB", 300, memory.Megabytes.Max)]);
    }
}
