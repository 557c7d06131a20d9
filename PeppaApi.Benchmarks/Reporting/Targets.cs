using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Reporting;

/// <summary>What PeppaApi is to reach beside a relay that checks and books nothing, and its translations beside its own pass-through.</summary>
internal static class Targets
{
    /// <returns>None when PeppaApi was left out.</returns>
    public static IEnumerable<Target> Judge(IReadOnlyList<PeerFigures> figures)
    {
        if (figures.SingleOrDefault(peer => peer.Peer.Name == Peer.PeppaApi) is not { } relay)
        {
            return [];
        }

        var (direct, yarp) = (figures.Single(peer => peer.Peer.Name == Peer.Direct), figures.Single(peer => peer.Peer.Name == Peer.Yarp));
        return [.. OfPassThrough(direct, yarp, relay), .. OfTranslations(relay, figures)];
    }

    private static IEnumerable<Target> OfPassThrough(PeerFigures direct, PeerFigures yarp, PeerFigures relay) =>
    [
        Target.Least("requests per second, share of YARP's", 0.60, relay.Requests.Median / yarp.Requests.Median),
        Target.Least("chunks per second, share of YARP's", 0.85, relay.Chunks.Median / yarp.Chunks.Median),
        Target.Most("added latency at the median, ms", 0.4, relay.MedianLatency.Median - direct.MedianLatency.Median),
        Target.Most("added latency at p99, ms", 1.5, relay.TailLatency.Median - direct.TailLatency.Median),
        Target.Most("latency at the median, multiple of YARP's", 1.3, relay.MedianLatency.Median / yarp.MedianLatency.Median),
    ];

    private static IEnumerable<Target> OfTranslations(PeerFigures passThrough, IEnumerable<PeerFigures> figures) =>
        from peer in figures
        where peer.Peer.Translated
        select Target.Least($"{peer.Peer.Name}: chunks, share of pass-through's", 0.5, peer.Chunks.Median / passThrough.Chunks.Median);
}
