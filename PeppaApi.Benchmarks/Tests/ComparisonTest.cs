using System.Globalization;
using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Reporting;

namespace PeppaApi.Benchmarks.Tests;

/// <summary>Requests, streams and latency beside no relay at all, nginx and YARP.</summary>
internal sealed class ComparisonTest : IBenchmarkTest
{
    public string Name => "compare";

    public async Task<TestOutcome> RunAsync(TestRun run)
    {
        var options = run.Options;
        var plan = new PeerPlan([RelayWay.PassThrough, .. options.WithTranslations ? RelayWay.Translations : []]);
        using var peers = await PeerSet.StartAsync(plan, options, run.Stop);
        var figures = await new Rounds(options, peers, run.Progress, run.Stop).RunAsync();
        var faults = await new ExactnessGate(peers, run.Stop).FindFaultsAsync();
        if (faults.Count > 0)
        {
            return new TestOutcome(faults, "", []);
        }

        var (kept, dropped) = DisturbedRounds.Drop(figures);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Report.Print(text, kept, dropped);
        text.WriteLine(peers.Exactness);
        return new TestOutcome([], text.ToString(), [.. Targets.Judge(kept)]);
    }
}
