using System.Globalization;
using PeppaApi.Benchmarks.Measuring;

namespace PeppaApi.Benchmarks.Reporting;

/// <summary>What PeppaApi is to reach beside a relay that checks and books nothing, and its translations beside its own pass-through.</summary>
internal static class Targets
{
    private const double RequestShare = 0.4;
    private const double ChunkShare = 0.7;
    private const double AddedMilliseconds = 1.0;
    private const double TranslatedChunkShare = 0.5;

    public static IEnumerable<string> Judge(PeerFigures direct, PeerFigures yarp, PeerFigures relay)
    {
        var requests = Spread.Of(relay.Requests).Median / Spread.Of(yarp.Requests).Median;
        var chunks = Spread.Of(relay.Chunks).Median / Spread.Of(yarp.Chunks).Median;
        var added = Spread.Of(relay.MedianLatency).Median - Spread.Of(direct.MedianLatency).Median;
        yield return Line("requests per second, share of YARP's", "at least", RequestShare, requests, requests >= RequestShare);
        yield return Line("chunks per second, share of YARP's", "at least", ChunkShare, chunks, chunks >= ChunkShare);
        yield return Line("added latency at the median, ms", "at most", AddedMilliseconds, added, added <= AddedMilliseconds);
    }

    public static IEnumerable<string> JudgeTranslations(PeerFigures passThrough, IEnumerable<PeerFigures> figures) =>
        from peer in figures
        where peer.Peer.Translated
        let share = Spread.Of(peer.Chunks).Median / Spread.Of(passThrough.Chunks).Median
        select Line($"{peer.Peer.Name}: chunks, share of pass-through's", "at least", TranslatedChunkShare, share, share >= TranslatedChunkShare);

    private static string Line(string what, string side, double limit, double measured, bool met) => string.Create(
        CultureInfo.InvariantCulture, $"  {what,-52} {side,-8} {limit:0.00}   measured {measured:0.00}   {(met ? "met" : "NOT MET")}");
}
