using System.Globalization;
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

    /// <returns>The figures without the disturbed rounds, and what was wrong with each of those.</returns>
    /// <exception cref="BenchmarkException">Too few rounds are left.</exception>
    public static (IReadOnlyList<PeerFigures> Kept, IReadOnlyList<string> Dropped) Drop(IReadOnlyList<PeerFigures> figures)
    {
        var direct = figures.Single(peer => peer.Peer.Name == Peer.Direct);
        var disturbed = new Dictionary<int, string>();
        for (var round = 0; round < direct.Rounds.Count; round++)
        {
            if (Disturbance(direct, direct.Rounds[round]) is { } what)
            {
                disturbed[round] = string.Create(CultureInfo.InvariantCulture, $"round {round + 1}: {what}");
            }
        }

        var left = direct.Rounds.Count - disturbed.Count;
        return left >= Math.Min(Needed, direct.Rounds.Count)
            ? ([.. figures.Select(peer => peer.Without(disturbed.Keys))], [.. disturbed.Values])
            : throw new BenchmarkException($"The direct way was disturbed in {disturbed.Count} of {direct.Rounds.Count} rounds; something else runs on this machine. {string.Join("; ", disturbed.Values)}");
    }

    private static string? Disturbance(PeerFigures direct, RoundFigures round) =>
        round.Requests < LeastRate * direct.Requests.Median ? string.Create(CultureInfo.InvariantCulture, $"{round.Requests:N0} requests/s")
        : round.Chunks < LeastRate * direct.Chunks.Median ? string.Create(CultureInfo.InvariantCulture, $"{round.Chunks:N0} chunks/s")
        : round.MedianLatency > MostLatency * direct.MedianLatency.Median ? string.Create(CultureInfo.InvariantCulture, $"{round.MedianLatency:0.00} ms")
        : null;
}
