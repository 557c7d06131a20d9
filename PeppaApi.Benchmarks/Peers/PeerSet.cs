using System.Globalization;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>Everything that runs during the benchmark: the sample upstream, nginx, the YARP relay and PeppaApi, each its own process.</summary>
internal sealed class PeerSet : IDisposable
{
    private readonly PeerPlan _plan;
    private readonly Stack<IDisposable> _parts = new();
    private UpstreamProcess _upstream = null!;

    private PeerSet(PeerPlan plan) => _plan = plan;

    public List<Peer> Peers { get; } = [];

    public ChildProcess Upstream => _upstream.Process;

    /// <summary>PeppaApi's management doors; null when it is left out.</summary>
    public RelayClient? Relay { get; private set; }

    /// <summary>What a request costs on each of PeppaApi's ways.</summary>
    public Dictionary<Peer, RequestCosts> Costs { get; } = [];

    /// <summary>What can be said once the gate has found no fault; nothing without PeppaApi.</summary>
    public string Exactness => Relay is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"exact: {Peers.Where(peer => peer.Booked).Sum(peer => peer.Replies.Total):N0} requests = usage rows = requests at the upstream; nothing held, spending as priced, audit difference 0");

    public static async Task<PeerSet> StartAsync(PeerPlan plan, BenchmarkOptions options, CancellationToken stop)
    {
        var set = new PeerSet(plan);
        try
        {
            await set.StartUpstreamAsync(stop);
            if (plan.OtherRelays)
            {
                await set.StartNginxAsync(stop);
                await set.StartYarpAsync(stop);
            }

            if (options.WithRelay)
            {
                await set.StartRelayAsync(options, stop);
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>What the upstream received since it started, by the key that came with it.</summary>
    public Task<Dictionary<string, RequestCount>> ReadUpstreamCountsAsync(CancellationToken stop) => _upstream.ReadCountsAsync(stop);

    public void Dispose()
    {
        while (_parts.TryPop(out var part))
        {
            part.Dispose();
        }
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }

    private async Task StartUpstreamAsync(CancellationToken stop)
    {
        _upstream = Keep(await UpstreamProcess.StartAsync(stop, _plan.Ways.Contains(RelayWay.Paced)));
        Peers.Add(new Peer(Peer.Direct, _upstream.Port, "sk-direct", null, _plan.Ways[0]));
    }

    private async Task StartNginxAsync(CancellationToken stop)
    {
        var port = LoopbackPort.Free();
        if (NginxRelay.TryStart(port, _upstream.Port) is { } nginx)
        {
            await AddAsync(Peer.Nginx, port, Keep(nginx).Process, stop);
        }
    }

    private Task StartYarpAsync(CancellationToken stop)
    {
        var port = LoopbackPort.Free();
        var yarp = ChildProcess.StartRole("yarp", "--port", port.ToString(CultureInfo.InvariantCulture), "--upstream", _upstream.Address.ToString());
        return AddAsync(Peer.Yarp, port, Keep(yarp), stop);
    }

    private async Task AddAsync(string name, int port, ChildProcess process, CancellationToken stop)
    {
        await LoopbackPort.WaitUntilReadyAsync(name, new Uri(LoopbackPort.AddressOf(port), "/count"), process, stop);
        Peers.Add(new Peer(name, port, $"sk-{name}", process, _plan.Ways[0]));
    }

    private async Task StartRelayAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var relay = Keep(await RelayProcess.StartAsync(options, Keep(new RelayData(options.DataRoot)), stop));
        Relay = Keep(new RelayClient(relay));
        var key = await Relay.PrepareAsync(_upstream.Port, _plan.Ways, stop);
        foreach (var way in _plan.Ways)
        {
            var peer = new Peer(way.Name, relay.Port, key, relay.Process, way, Booked: true);
            Costs[peer] = await new PriceProbe(relay, Relay, peer, way).RunAsync(stop);
            Peers.Add(peer);
        }
    }
}

/// <summary>Who takes part. The first way's requests are what all get that are not PeppaApi.</summary>
internal sealed record PeerPlan(IReadOnlyList<RelayWay> Ways, bool OtherRelays = true);
