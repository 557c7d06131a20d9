using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>
/// One way to the upstream, and the sum of all that was sent that way. The key that the upstream sees is the client's
/// own, or the one that PeppaApi puts in its place. The direct way has no relay process. What is not PeppaApi gets the
/// requests of its <see cref="RelayWay.PassThrough"/>.
/// </summary>
internal sealed record Peer(string Name, int Port, string ClientKey, ChildProcess? Relay, RelayWay? Way = null)
{
    public const string Direct = "direct";
    public const string Yarp = "YARP";
    public const string PeppaApi = "PeppaApi";

    public bool Translated => Way is not null && Way != RelayWay.PassThrough;

    public string UpstreamKey => Way?.UpstreamKey ?? ClientKey;

    public ChatRequest Plain { get; } = Create(Port, ClientKey, Way ?? RelayWay.PassThrough, stream: false);

    public ChatRequest Stream { get; } = Create(Port, ClientKey, Way ?? RelayWay.PassThrough, stream: true);

    public LoadResult PlainTally { get; } = new();

    public LoadResult StreamTally { get; } = new();

    /// <summary>Good replies of the whole run by kind, warm-up included.</summary>
    public RequestCount Replies => new(PlainTally.Good, StreamTally.Good);

    private static ChatRequest Create(int port, string key, RelayWay way, bool stream) => ChatRequest.Create(port, key, way.Door, way.Model, stream);
}

/// <summary>What one request of each kind costs, in dollars.</summary>
internal sealed record RequestCosts(decimal Plain, decimal Stream)
{
    public decimal Of(RequestCount count) => (count.Plain * Plain) + (count.Streams * Stream);
}
