using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>
/// One way to the upstream, and the sum of all that was sent that way. The key that the upstream sees is the client's
/// own, or the one that PeppaApi puts in its place. The direct way has no relay process.
/// </summary>
internal sealed record Peer(string Name, int Port, string ClientKey, string UpstreamKey, ChildProcess? Relay)
{
    public const string Direct = "direct";
    public const string Yarp = "YARP";
    public const string PeppaApi = "PeppaApi";

    public ChatRequest Plain { get; } = ChatRequest.Create(Port, ClientKey, stream: false);

    public ChatRequest Stream { get; } = ChatRequest.Create(Port, ClientKey, stream: true);

    public LoadResult PlainTally { get; } = new();

    public LoadResult StreamTally { get; } = new();

    /// <summary>Good replies of the whole run by kind, warm-up included.</summary>
    public RequestCount Replies => new(PlainTally.Good, StreamTally.Good);
}
