using System.Globalization;
using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Reporting;

/// <summary>The comparison as plain text, narrow enough for a terminal and a commit message alike.</summary>
internal static class Report
{
    private static readonly string[] RateHead =
        ["closed loop", "req/s", "(min-max)", "to YARP", "chunks/s", "(min-max)", "to YARP", "CPU us/req", "us/stream"];

    private static readonly string[] LatencyHead =
        ["open loop, ms", "p50", "(min-max)", "added", "to YARP", "added, to YARP's", "p99", "(min-max)", "added", "added, to YARP's"];

    /// <param name="dropped">Rounds that were measured and are not in the figures, each with why.</param>
    public static void Print(TextWriter output, IReadOnlyList<PeerFigures> figures, IReadOnlyList<string> dropped)
    {
        var (direct, yarp) = (figures.Single(peer => peer.Peer.Name == Peer.Direct), figures.Single(peer => peer.Peer.Name == Peer.Yarp));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"medians of {direct.Rounds.Count} rounds; {BenchmarkOptions.Connections} connections or streams; open loop at {BenchmarkOptions.SteadyRate} requests per second"));
        if (dropped.Count > 0)
        {
            output.WriteLine($"dropped, as the direct way was disturbed: {string.Join("; ", dropped)}");
        }

        output.WriteLine();
        var untranslated = figures.Where(peer => !peer.Peer.Translated).ToArray();
        TextTable.Print(output, [RateHead, .. untranslated.Select(peer => RateRow(peer, yarp))]);
        output.WriteLine();
        TextTable.Print(output, [LatencyHead, .. untranslated.Select(peer => LatencyRow(peer, direct, yarp))]);
        output.WriteLine();
        Translations.Print(output, figures);
        PrintShares(output, direct);
        if (figures.All(peer => peer.Peer.Name != Peer.Nginx))
        {
            output.WriteLine(NginxRelay.Missing);
        }
    }

    private static string[] RateRow(PeerFigures peer, PeerFigures yarp)
    {
        var relayed = peer.Peer.Relay is not null;
        return
        [
            peer.Peer.Name,
            Cell.Whole(peer.Requests.Median), Cell.Range(peer.Requests), Cell.Ratio(peer.Requests.Median / yarp.Requests.Median),
            Cell.Whole(peer.Chunks.Median), Cell.Range(peer.Chunks), Cell.Ratio(peer.Chunks.Median / yarp.Chunks.Median),
            relayed ? Cell.Tenths(peer.Of(round => round.PerRequest.Relay).Median) : "-",
            relayed ? Cell.Tenths(peer.Of(round => round.PerStream.Relay).Median) : "-",
        ];
    }

    private static string[] LatencyRow(PeerFigures peer, PeerFigures direct, PeerFigures yarp)
    {
        var (median, tail) = (peer.MedianLatency, peer.TailLatency);
        var (added, addedTail) = (median.Median - direct.MedianLatency.Median, tail.Median - direct.TailLatency.Median);
        var relayed = peer.Peer.Relay is not null;
        return
        [
            peer.Peer.Name,
            Cell.Ratio(median.Median), Cell.Hundredths(median), relayed ? Cell.Ratio(added) : "-", Cell.Ratio(median.Median / yarp.MedianLatency.Median),
            relayed ? Multiple(added, yarp.MedianLatency.Median - direct.MedianLatency.Median) : "-",
            Cell.Ratio(tail.Median), Cell.Hundredths(tail), relayed ? Cell.Ratio(addedTail) : "-",
            relayed ? Multiple(addedTail, yarp.TailLatency.Median - direct.TailLatency.Median) : "-",
        ];
    }

    /// <summary>Nothing where chance alone made YARP as fast as the direct way.</summary>
    private static string Multiple(double added, double ofYarp) => ofYarp > 0 ? Cell.Ratio(added / ofYarp) : "-";

    /// <summary>Tells how near the tools themselves are to being the limit.</summary>
    private static void PrintShares(TextWriter output, PeerFigures direct) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"without a relay, CPU us: request {direct.Of(round => round.PerRequest.Generator).Median:0.0} generator + {direct.Of(round => round.PerRequest.Upstream).Median:0.0} upstream; stream {direct.Of(round => round.PerStream.Generator).Median:0.0} + {direct.Of(round => round.PerStream.Upstream).Median:0.0}"));
}
