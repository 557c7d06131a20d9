using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Measuring;

/// <summary>
/// Compares the books after the load. A relay that is fast because it forgot to charge must get no figure. Nothing is
/// waited for: PeppaApi promises that a request is settled before its last byte goes out.
/// </summary>
internal sealed class ExactnessGate(PeerSet set, CancellationToken stop)
{
    /// <returns>What does not agree, one line each; none when every request is accounted for.</returns>
    public async Task<IReadOnlyList<string>> FindFaultsAsync()
    {
        var faults = new List<string>();
        var counts = await set.ReadUpstreamCountsAsync(stop);
        var received = set.Peers.ToDictionary(peer => peer, peer => counts.GetValueOrDefault(peer.UpstreamKey) ?? new RequestCount(0, 0));
        foreach (var (peer, count) in received)
        {
            Compare(faults, $"{peer.Name}: requests at the upstream, replies to the client", count, peer.Replies);
        }

        if (set.Relay is { } relay)
        {
            await CompareBooksAsync(faults, relay, received);
        }

        return faults;
    }

    private async Task CompareBooksAsync(List<string> faults, RelayClient relay, Dictionary<Peer, RequestCount> received)
    {
        foreach (var peer in set.Costs.Keys)
        {
            Compare(faults, $"{peer.Name}: usage rows, requests at the upstream", await relay.CountUsageAsync(peer.Way.Model, stop), received[peer].Total);
        }

        Compare(faults, "usage rows, requests at the upstream", await relay.CountUsageAsync(null, stop), set.Costs.Keys.Sum(peer => received[peer].Total));

        var (held, spent) = await relay.ReadBalanceAsync(stop);
        Compare(faults, "dollars still held", held, 0m);
        Compare(faults, "dollars spent, requests times their cost", spent, set.Costs.Sum(cost => cost.Value.Of(received[cost.Key])));

        faults.AddRange((await relay.AuditAsync(stop)).Select(difference => $"audit: {difference}"));
    }

    private static void Compare<T>(List<string> faults, string what, T actual, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            faults.Add(FormattableString.Invariant($"{what}: {actual}, not {expected}"));
        }
    }
}
