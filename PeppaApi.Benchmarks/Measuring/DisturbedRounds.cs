using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Measuring;

/// <summary>
/// The direct way goes through no relay, so what slows it down is something else on the machine, and slows down whoever had
/// the other turns of that round, too: such a round says nothing of the relays and is dropped for all of them.
/// </summary>
internal static class DisturbedRounds
{
    /// <summary>A rate below this share of the median is a disturbance.</summary>
    private const double LeastRate = 0.85;

    /// <summary>So is a median latency above this multiple of the usual one.</summary>
    private const double MostLatency = 1.3;

    /// <summary>Undisturbed rounds that a median must have, unless fewer were asked for.</summary>
    private const int Needed = 3;

    /// <exception cref="BenchmarkException">Too few rounds are left.</exception>
    public static IReadOnlyList<PeerFigures> Drop(IReadOnlyList<PeerFigures> figures)
    {
        var direct = figures.Single(peer => peer.Peer.Name == Peer.Direct);
        var disturbed = Enumerable.Range(0, direct.Rounds.Count).Where(round => IsDisturbed(direct, direct.Rounds[round])).ToHashSet();
        var left = direct.Rounds.Count - disturbed.Count;
        return left >= Math.Min(Needed, direct.Rounds.Count)
            ? [.. figures.Select(peer => peer.Without(disturbed))]
            : throw new BenchmarkException($"In {disturbed.Count} of {direct.Rounds.Count} rounds the direct way was disturbed: something else runs on this machine.");
    }

    private static bool IsDisturbed(PeerFigures direct, RoundFigures round) =>
        round.Requests < LeastRate * direct.Requests.Median
        || round.Chunks < LeastRate * direct.Chunks.Median
        || round.MedianLatency > MostLatency * direct.MedianLatency.Median;
}
