using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Measuring;

/// <summary>What was measured of one peer: one entry for each round in every list.</summary>
internal sealed class PeerFigures(Peer peer)
{
    public Peer Peer { get; } = peer;

    /// <summary>Per second, closed loop.</summary>
    public List<double> Requests { get; } = [];

    /// <summary>Content events of streams per second, closed loop.</summary>
    public List<double> Chunks { get; } = [];

    /// <summary>Milliseconds from the scheduled time, at the steady rate; not measured of translations.</summary>
    public List<double> MedianLatency { get; } = [];

    public List<double> TailLatency { get; } = [];

    /// <summary>Processor time in microseconds, closed loop.</summary>
    public List<ProcessorShares> PerRequest { get; } = [];

    public List<ProcessorShares> PerStream { get; } = [];
}

/// <summary>Processor microseconds for one request: in the relay, the sample upstream and the load generator.</summary>
internal readonly record struct ProcessorShares(double Relay, double Upstream, double Generator);
