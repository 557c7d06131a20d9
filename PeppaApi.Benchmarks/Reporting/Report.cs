using System.Globalization;
using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Reporting;

/// <summary>The result as plain text, wide enough for a terminal and a commit message alike.</summary>
internal static class Report
{
    private static readonly string[] Head =
        ["peer", "req/s", "(min-max)", "to YARP", "chunks/s", "(min-max)", "to YARP", "p50 ms", "p99 ms", "added p50", "CPU us/req", "us/stream"];

    public static void Print(TextWriter output, BenchmarkOptions options, IReadOnlyList<PeerFigures> figures, DateTimeOffset at)
    {
        var (direct, yarp) = (figures.Single(peer => peer.Peer.Name == Peer.Direct), figures.Single(peer => peer.Peer.Name == Peer.Yarp));
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm} UTC; {Machine.Describe(options.DataRoot)}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"median of {options.Rounds} rounds; {BenchmarkOptions.Connections} connections or streams; latency at {BenchmarkOptions.SteadyRate} requests per second; load, upstream and relay share the cores"));
        output.WriteLine();
        TextTable.Print(output, [Head, .. figures.Where(peer => !peer.Peer.Translated).Select(peer => Row(peer, direct, yarp))]);
        output.WriteLine();
        Translations.Print(output, figures);
        PrintShares(output, direct);
        PrintVerdict(output, options, figures, direct, yarp);
    }

    private static string[] Row(PeerFigures peer, PeerFigures direct, PeerFigures yarp)
    {
        var (requests, chunks) = (Spread.Of(peer.Requests), Spread.Of(peer.Chunks));
        var latency = Spread.Of(peer.MedianLatency).Median;
        var relayed = peer.Peer.Relay is not null;
        return
        [
            peer.Peer.Name,
            Cell.Whole(requests.Median), Cell.Range(requests), Cell.Ratio(requests.Median / Spread.Of(yarp.Requests).Median),
            Cell.Whole(chunks.Median), Cell.Range(chunks), Cell.Ratio(chunks.Median / Spread.Of(yarp.Chunks).Median),
            Cell.Ratio(latency), Cell.Ratio(Spread.Of(peer.TailLatency).Median),
            relayed ? Cell.Ratio(latency - Spread.Of(direct.MedianLatency).Median) : "-",
            relayed ? Cell.Tenths(Spread.Of(peer.PerRequest.Select(share => share.Relay)).Median) : "-",
            relayed ? Cell.Tenths(Spread.Of(peer.PerStream.Select(share => share.Relay)).Median) : "-",
        ];
    }

    /// <summary>Tells how near the tools themselves are to being the limit.</summary>
    private static void PrintShares(TextWriter output, PeerFigures direct) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"without a relay, CPU us: request {Generator(direct.PerRequest):0.0} generator + {Upstream(direct.PerRequest):0.0} upstream; stream {Generator(direct.PerStream):0.0} + {Upstream(direct.PerStream):0.0}"));

    private static void PrintVerdict(
        TextWriter output, BenchmarkOptions options, IReadOnlyList<PeerFigures> figures, PeerFigures direct, PeerFigures yarp)
    {
        if (figures.SingleOrDefault(peer => peer.Peer.Name == Peer.PeppaApi) is not { } relay)
        {
            return;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"exact: {figures.Where(peer => peer.Peer.Way is not null).Sum(peer => peer.Peer.Replies.Total):N0} requests = usage rows = requests at the upstream; nothing held, spending as priced, audit difference 0"));
        output.WriteLine();
        output.WriteLine(options.Quick ? "targets (a quick run: not at full speed yet)" : "targets");
        foreach (var line in Targets.Judge(direct, yarp, relay).Concat(Targets.JudgeTranslations(relay, figures)))
        {
            output.WriteLine(line);
        }
    }

    private static double Generator(List<ProcessorShares> shares) => Spread.Of(shares.Select(share => share.Generator)).Median;

    private static double Upstream(List<ProcessorShares> shares) => Spread.Of(shares.Select(share => share.Upstream)).Median;
}
