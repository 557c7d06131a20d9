using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Measuring;

/// <summary>What was measured of one peer, round by round.</summary>
internal sealed class PeerFigures(Peer peer)
{
    public Peer Peer { get; } = peer;

    public List<RoundFigures> Rounds { get; init; } = [];

    public Spread Requests => Of(round => round.Requests);

    public Spread Chunks => Of(round => round.Chunks);

    public Spread MedianLatency => Of(round => round.MedianLatency);

    public Spread TailLatency => Of(round => round.TailLatency);

    public Spread Of(Func<RoundFigures, double> figure) => Spread.Of(Rounds.Select(figure));

    /// <summary>The same without some of the rounds.</summary>
    public PeerFigures Without(ICollection<int> rounds) => new(Peer) { Rounds = [.. Rounds.Where((_, i) => !rounds.Contains(i))] };
}

/// <summary>One round of one peer.</summary>
internal sealed class RoundFigures
{
    /// <summary>Per second, closed loop.</summary>
    public double Requests { get; set; }

    /// <summary>Content events of streams per second, closed loop.</summary>
    public double Chunks { get; set; }

    /// <summary>Milliseconds from the scheduled time, at the steady rate; 0 for translations, of which it is not measured.</summary>
    public double MedianLatency { get; set; }

    public double TailLatency { get; set; }

    /// <summary>Closed loop.</summary>
    public ProcessorShares PerRequest { get; set; }

    public ProcessorShares PerStream { get; set; }
}

/// <summary>Processor microseconds for one request: in the relay, the sample upstream and the load generator.</summary>
internal readonly record struct ProcessorShares(double Relay, double Upstream, double Generator);
