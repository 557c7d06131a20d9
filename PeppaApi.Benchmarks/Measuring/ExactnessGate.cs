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
        var received = await set.ReadUpstreamCountsAsync(stop);
        foreach (var peer in set.Peers)
        {
            var count = received.GetValueOrDefault(peer.UpstreamKey) ?? new RequestCount(0, 0);
            Compare(faults, $"{peer.Name}: requests at the upstream, replies to the client", count, peer.Replies);
            if (peer.Name == Peer.PeppaApi)
            {
                await CompareBooksAsync(faults, count);
            }
        }

        return faults;
    }

    private async Task CompareBooksAsync(List<string> faults, RequestCount received)
    {
        var (relay, costs) = (set.Relay!, set.Costs!);
        Compare(faults, "usage rows, requests at the upstream", await relay.CountUsageAsync(stop), received.Total);

        var (held, spent) = await relay.ReadBalanceAsync(stop);
        Compare(faults, "dollars still held", held, 0m);
        Compare(faults, "dollars spent, requests times their cost", spent, (received.Plain * costs.Plain) + (received.Streams * costs.Stream));

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
