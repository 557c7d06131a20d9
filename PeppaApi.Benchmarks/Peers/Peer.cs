using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>
/// One way to the upstream, and the sum of all that was sent that way. The direct way has no relay process. A peer that is booked is
/// PeppaApi: there the key that the upstream sees is not the client's own.
/// </summary>
internal sealed record Peer(string Name, int Port, string ClientKey, ChildProcess? Relay, RelayWay Way, bool Booked = false)
{
    public const string Direct = "direct";
    public const string Nginx = "nginx";
    public const string Yarp = "YARP";
    public const string PeppaApi = "PeppaApi";

    public bool Translated => RelayWay.Translations.Contains(Way);

    public string UpstreamKey => Booked ? Way.UpstreamKey : ClientKey;

    public ChatRequest Plain { get; } = ChatRequest.Create(Port, ClientKey, Way.Door, Way.Model, stream: false);

    public ChatRequest Stream { get; } = ChatRequest.Create(Port, ClientKey, Way.Door, Way.Model, stream: true);

    public LoadResult PlainTally { get; } = new();

    public LoadResult StreamTally { get; } = new();

    /// <summary>Good replies of the whole run by kind, warm-up included.</summary>
    public RequestCount Replies => new(PlainTally.Good, StreamTally.Good);

    /// <summary>Adds what became of some of its requests; a bad reply already decides the run: there is no point in going on.</summary>
    public void Book(ChatRequest request, LoadResult result)
    {
        (request.Stream ? StreamTally : PlainTally).Add(result);
        if (result.Bad > 0)
        {
            throw new BenchmarkException($"{Name}: {result.Bad} bad replies of {result.Good + result.Bad}, the first: {result.FirstFault}");
        }
    }
}

/// <summary>What one request of each kind costs, in dollars.</summary>
internal sealed record RequestCosts(decimal Plain, decimal Stream)
{
    public decimal Of(RequestCount count) => (count.Plain * Plain) + (count.Streams * Stream);
}
