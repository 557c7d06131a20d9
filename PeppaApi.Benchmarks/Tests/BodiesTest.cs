using System.Globalization;
using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Reporting;

namespace PeppaApi.Benchmarks.Tests;

/// <summary>Large requests: a prompt of 100,000 tokens and a recording of 20 MB, at what rate they pass and what they take of memory while they do.</summary>
internal sealed class BodiesTest : IBenchmarkTest
{
    private const int Rounds = 3;

    private static readonly string[] Head = ["peer", "req/s", "(min-max)", "MB/s", "to YARP", "CPU ms/req", "MB few", "MB many", "bodies/request"];

    public string Name => "bodies";

    public async Task<TestOutcome> RunAsync(TestRun run)
    {
        var outcomes = new[]
        {
            await RunAsync(run, new Load("400 KB prompt", RelayWay.LongPrompt, 4, 64)),
            await RunAsync(run, new Load("20 MB audio upload", RelayWay.Transcription, 2, 16)),
        };
        return new TestOutcome(
            [.. outcomes.SelectMany(outcome => outcome.Faults)],
            string.Join(Environment.NewLine, outcomes.Select(outcome => outcome.Figures)),
            [.. outcomes.SelectMany(outcome => outcome.Targets)]);
    }

    private static async Task<TestOutcome> RunAsync(TestRun run, Load load)
    {
        using var peers = await PeerSet.StartAsync(new PeerPlan([load.Way]), run.Options, run.Stop);
        var figures = peers.Peers.ToDictionary(peer => peer, _ => new List<Round>());
        foreach (var peer in peers.Peers)
        {
            await run.Progress.WriteLineAsync($"{load.Name}, warm-up: {peer.Name}");
            _ = await SaturateAsync(peer, load.Few, run);
        }

        var rounds = run.Options.Quick ? 1 : Rounds;
        for (var round = 0; round < rounds; round++)
        {
            await run.Progress.WriteLineAsync($"{load.Name}, round {round + 1} of {rounds}");
            foreach (var peer in peers.Peers)
            {
                figures[peer].Add(await SaturateAsync(peer, load.Few, run) with { Many = await SaturateAsync(peer, load.Many, run) });
            }
        }

        var faults = await new ExactnessGate(peers, run.Stop).FindFaultsAsync();
        return new TestOutcome(faults, Describe(load, figures, peers), [.. Judge(load, figures)]);
    }

    private static async Task<Round> SaturateAsync(Peer peer, int connections, TestRun run)
    {
        var time = TimeSpan.FromSeconds(run.Options.Quick ? 1 : 3);
        var clock = new ProcessorClock(peer.Relay, null);
        var memory = new MemoryWatch(peer.Relay);
        LoadResult result;
        await using (memory)
        {
            result = await ClosedLoop.RunAsync(peer.Port, peer.Plain, connections, time, run.Stop);
        }

        peer.Book(peer.Plain, result);
        return new Round(result.Timely / time.TotalSeconds, clock.Per(result.Good).Relay, memory.Megabytes.Max);
    }

    private static string Describe(Load load, Dictionary<Peer, List<Round>> figures, PeerSet peers)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var yarp = Rates(figures.Single(entry => entry.Key.Name == Peer.Yarp).Value).Median;
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Name}: medians of {figures.First().Value.Count} rounds; {load.Few} at once (few: memory before there were more), then {load.Many} (many, from which the rates are)"));
        text.WriteLine();
        TextTable.Print(text, [Head, .. figures.Select(entry => Row(load, entry.Key, entry.Value, yarp))]);
        text.WriteLine();
        text.WriteLine(peers.Exactness);
        return text.ToString();
    }

    private static string[] Row(Load load, Peer peer, List<Round> rounds, double yarp)
    {
        var rates = Rates(rounds);
        var relayed = peer.Relay is not null;
        return
        [
            peer.Name, Cell.Tenths(rates.Median), Cell.Range(rates), Cell.Whole(rates.Median * peer.Plain.Bytes.Length / 1e6), Cell.Ratio(rates.Median / yarp),
            relayed ? Cell.Ratio(Spread.Of(rounds.Select(round => round.Many!.Processor / 1_000)).Median) : "-",
            relayed ? Cell.Whole(rounds[0].Megabytes) : "-", relayed ? Cell.Whole(rounds.Max(round => round.Many!.Megabytes)) : "-",
            relayed ? Cell.Ratio(BodiesPerRequest(load, peer, rounds)) : "-",
        ];
    }

    private static IEnumerable<Target> Judge(Load load, Dictionary<Peer, List<Round>> figures) =>
        from entry in figures
        where entry.Key.Booked
        select Target.Most($"{load.Name}: memory for one more at once, in bodies", 1.2, BodiesPerRequest(load, entry.Key, entry.Value));

    /// <summary>What each further request at the same time takes, as a multiple of its size: 1 is a copy of it, 0 is none.</summary>
    private static double BodiesPerRequest(Load load, Peer peer, List<Round> rounds) =>
        (rounds.Max(round => round.Many!.Megabytes) - rounds[0].Megabytes) * 1e6 / (load.Many - load.Few) / peer.Plain.Bytes.Length;

    private static Spread Rates(List<Round> rounds) => Spread.Of(rounds.Select(round => round.Many!.Rate));

    private sealed record Load(string Name, RelayWay Way, int Few, int Many);

    /// <summary>Requests per second, processor microseconds of one, the most megabytes.</summary>
    private sealed record Round(double Rate, double Processor, double Megabytes, Round? Many = null);
}
