using System.Globalization;
using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Reporting;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Tests;

/// <summary>A thousand streams at once at the pace of a model that speaks: how late each event comes, and what an open stream takes of memory. A stream that fails ends the run.</summary>
internal sealed class StreamsTest : IBenchmarkTest
{
    private const int Streams = 1_000;
    private const int WarmUpStreams = 200;
    private const int Rounds = 3;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(8);

    private static readonly string[] Head =
        ["peer", "p50 ms", "p99 ms", "(min-max)", "added p99", "worst", "CPU us/chunk", "MB before", "MB at most", "KB/stream"];

    public string Name => "streams";

    public async Task<TestOutcome> RunAsync(TestRun run)
    {
        using var peers = await PeerSet.StartAsync(new PeerPlan([RelayWay.Paced]), run.Options, run.Stop);
        var figures = peers.Peers.ToDictionary(peer => peer, _ => new List<Round>());
        foreach (var peer in peers.Peers)
        {
            await run.Progress.WriteLineAsync($"warm-up: {peer.Name}");
            peer.Book(peer.Stream, (await PacedLoad.RunAsync(peer.Port, peer.Stream, WarmUpStreams, TimeSpan.Zero, run.Stop)).Result);
        }

        var rounds = run.Options.Quick ? 1 : Rounds;
        for (var round = 0; round < rounds; round++)
        {
            await run.Progress.WriteLineAsync($"round {round + 1} of {rounds}");
            foreach (var peer in peers.Peers)
            {
                figures[peer].Add(await MeasureAsync(peer, peers.Upstream, run));
            }
        }

        var faults = await new ExactnessGate(peers, run.Stop).FindFaultsAsync();
        return new TestOutcome(faults, Describe(figures, peers), [.. Judge(figures)]);
    }

    private static async Task<Round> MeasureAsync(Peer peer, ChildProcess upstream, TestRun run)
    {
        var before = (peer.Relay?.ResidentBytes ?? 0) / 1e6;
        var clock = new ProcessorClock(peer.Relay, upstream);
        var memory = new MemoryWatch(peer.Relay);
        LoadResult result;
        double[] milliseconds;
        await using (memory)
        {
            (result, milliseconds) = await PacedLoad.RunAsync(peer.Port, peer.Stream, Streams, run.Options.Quick ? TimeSpan.Zero : Time, run.Stop);
        }

        peer.Book(peer.Stream, result);
        return new Round(
            Spread.Percentile(milliseconds, 0.5), Spread.Percentile(milliseconds, 0.99), milliseconds[^1],
            clock.Per(milliseconds.Length), before, memory.Megabytes.Max);
    }

    private static string Describe(Dictionary<Peer, List<Round>> figures, PeerSet peers)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var direct = figures.Single(entry => entry.Key.Name == Peer.Direct).Value;
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"medians of {direct.Count} rounds; {Streams:N0} streams at once of {PacedReplies.ContentEvents} chunks, one every {PacedReplies.Milliseconds} ms; from the moment the upstream sent a chunk until the client has it"));
        text.WriteLine();
        TextTable.Print(text, [Head, .. figures.Select(entry => Row(entry.Key, entry.Value, direct))]);
        text.WriteLine();
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"without a relay, CPU us a chunk: {Of(direct, round => round.Processor.Generator):0.0} generator + {Of(direct, round => round.Processor.Upstream):0.0} upstream"));
        text.WriteLine("no stream failed");
        text.Write(peers.Exactness);
        return text.ToString();
    }

    private static string[] Row(Peer peer, List<Round> rounds, List<Round> direct)
    {
        var tail = Spread.Of(rounds.Select(round => round.Tail));
        var relayed = peer.Relay is not null;
        return
        [
            peer.Name, Cell.Ratio(Of(rounds, round => round.Median)), Cell.Ratio(tail.Median), Cell.Hundredths(tail),
            relayed ? Cell.Ratio(AddedTail(rounds, direct)) : "-", Cell.Tenths(Of(rounds, round => round.Worst)),
            relayed ? Cell.Tenths(Of(rounds, round => round.Processor.Relay)) : "-", relayed ? Cell.Whole(rounds[0].Before) : "-",
            relayed ? Cell.Whole(rounds.Max(round => round.Most)) : "-", relayed ? Cell.Tenths(KilobytesPerStream(rounds)) : "-",
        ];
    }

    private static IEnumerable<Target> Judge(Dictionary<Peer, List<Round>> figures)
    {
        var direct = figures.Single(entry => entry.Key.Name == Peer.Direct).Value;
        foreach (var (_, rounds) in figures.Where(entry => entry.Key.Booked))
        {
            yield return Target.Most("added delay of a chunk at p99, ms", 5, AddedTail(rounds, direct));
            yield return Target.Most("memory for each stream, KB", 60, KilobytesPerStream(rounds));
        }
    }

    private static double AddedTail(List<Round> rounds, List<Round> direct) => Of(rounds, round => round.Tail) - Of(direct, round => round.Tail);

    /// <summary>Over what it had before there was any: memory that one round leaves behind is that of its streams, too.</summary>
    private static double KilobytesPerStream(List<Round> rounds) => (rounds.Max(round => round.Most) - rounds[0].Before) * 1_000 / Streams;

    private static double Of(List<Round> rounds, Func<Round, double> figure) => Spread.Of(rounds.Select(figure)).Median;

    /// <summary>Milliseconds of a chunk; processor microseconds of a chunk; megabytes before and at most.</summary>
    private sealed record Round(double Median, double Tail, double Worst, ProcessorShares Processor, double Before, double Most);
}
