using System.Globalization;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>Everything that runs during the benchmark: the sample upstream, nginx, the YARP relay and PeppaApi, each its own process.</summary>
internal sealed class PeerSet : IDisposable
{
    private readonly PeerPlan _plan;
    private readonly Stack<IDisposable> _parts = new();
    private readonly int _upstreamPort = LoopbackPort.Free();

    private PeerSet(PeerPlan plan) => _plan = plan;

    public List<Peer> Peers { get; } = [];

    /// <summary>The one process that works for every peer alike.</summary>
    public ChildProcess? Upstream { get; private set; }

    /// <summary>PeppaApi's management doors; null when it is left out.</summary>
    public RelayClient? Relay { get; private set; }

    /// <summary>What a request costs on each of PeppaApi's ways.</summary>
    public Dictionary<Peer, RequestCosts> Costs { get; } = [];

    /// <summary>What can be said once the gate has found no fault; nothing without PeppaApi.</summary>
    public string Exactness => Relay is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"exact: {Peers.Where(peer => peer.Booked).Sum(peer => peer.Replies.Total):N0} requests = usage rows = requests at the upstream; nothing held, spending as priced, audit difference 0");

    private Uri UpstreamAddress => AddressOf(_upstreamPort);

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
    public async Task<Dictionary<string, RequestCount>> ReadUpstreamCountsAsync(CancellationToken stop)
    {
        using var http = new HttpClient();
        return await http.GetFromJsonAsync<Dictionary<string, RequestCount>>(new Uri(UpstreamAddress, "/count"), stop) ?? [];
    }

    public void Dispose()
    {
        while (_parts.TryPop(out var part))
        {
            part.Dispose();
        }
    }

    private static Uri AddressOf(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }

    private async Task StartUpstreamAsync(CancellationToken stop)
    {
        Upstream = StartRole("upstream", "--port", Text(_upstreamPort));
        await LoopbackPort.WaitUntilReadyAsync("The sample upstream", new Uri(UpstreamAddress, "/count"), Upstream, stop);
        Peers.Add(new Peer(Peer.Direct, _upstreamPort, "sk-direct", null, _plan.Ways[0]));
    }

    private async Task StartNginxAsync(CancellationToken stop)
    {
        var port = LoopbackPort.Free();
        if (NginxRelay.TryStart(port, _upstreamPort) is { } nginx)
        {
            _ = Keep(nginx);
            await LoopbackPort.WaitUntilReadyAsync(Peer.Nginx, new Uri(AddressOf(port), "/count"), nginx.Process, stop);
            Peers.Add(new Peer(Peer.Nginx, port, "sk-nginx", nginx.Process, _plan.Ways[0]));
        }
    }

    private async Task StartYarpAsync(CancellationToken stop)
    {
        var port = LoopbackPort.Free();
        var yarp = StartRole("yarp", "--port", Text(port), "--upstream", UpstreamAddress.ToString());
        await LoopbackPort.WaitUntilReadyAsync(Peer.Yarp, new Uri(AddressOf(port), "/count"), yarp, stop);
        Peers.Add(new Peer(Peer.Yarp, port, "sk-yarp", yarp, _plan.Ways[0]));
    }

    private async Task StartRelayAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var relay = Keep(await RelayProcess.StartAsync(options, stop));
        Relay = Keep(new RelayClient(relay));
        var key = await Relay.PrepareAsync(_upstreamPort, _plan.Ways, stop);
        foreach (var way in _plan.Ways)
        {
            var peer = new Peer(way.Name, relay.Port, key, relay.Process, way, Booked: true);
            Costs[peer] = await new PriceProbe(relay, Relay, peer, way).RunAsync(stop);
            Peers.Add(peer);
        }
    }

    private ChildProcess StartRole(params string[] arguments) =>
        Keep(ChildProcess.StartDotnet(DotnetHost.Self, arguments, new Dictionary<string, string>(), AppContext.BaseDirectory));
}

/// <summary>Who takes part. The first way's requests are what all get that are not PeppaApi.</summary>
internal sealed record PeerPlan(IReadOnlyList<RelayWay> Ways, bool OtherRelays = true);
