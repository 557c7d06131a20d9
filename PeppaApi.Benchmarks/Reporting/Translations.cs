using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Reporting;

/// <summary>What a translation keeps of the rate at which bytes pass as they are, in the same run.</summary>
internal static class Translations
{
    private static readonly string[] Head =
        ["client -> upstream", "req/s", "(min-max)", "to pass-through", "chunks/s", "(min-max)", "to pass-through", "CPU us/req", "us/stream"];

    /// <summary>Prints nothing if none was measured.</summary>
    public static void Print(TextWriter output, IReadOnlyList<PeerFigures> figures)
    {
        var translated = figures.Where(peer => peer.Peer.Translated).ToArray();
        if (translated.Length > 0)
        {
            var passThrough = figures.Single(peer => peer.Peer.Name == Peer.PeppaApi);
            TextTable.Print(output, [Head, .. translated.Select(peer => Row(peer, passThrough))]);
            output.WriteLine();
        }
    }

    private static string[] Row(PeerFigures peer, PeerFigures passThrough)
    {
        var (requests, chunks) = (peer.Requests, peer.Chunks);
        return
        [
            peer.Peer.Name,
            Cell.Whole(requests.Median), Cell.Range(requests), Cell.Ratio(requests.Median / passThrough.Requests.Median),
            Cell.Whole(chunks.Median), Cell.Range(chunks), Cell.Ratio(chunks.Median / passThrough.Chunks.Median),
            Cell.Tenths(peer.Of(round => round.PerRequest.Relay).Median),
            Cell.Tenths(peer.Of(round => round.PerStream.Relay).Median),
        ];
    }
}
