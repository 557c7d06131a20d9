using System.Collections.Concurrent;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>How many chat requests the upstream received under each key, in whichever header it came: the independent witness of what was relayed.</summary>
internal sealed class RequestCounts
{
    private const string Scheme = "Bearer ";
    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    public void Add(string key, bool stream)
    {
        var counter = _counters.GetOrAdd(key, static _ => new Counter());
        Interlocked.Increment(ref stream ? ref counter.Streams : ref counter.Plain);
    }

    public Dictionary<string, RequestCount> Read() => _counters.ToDictionary(
        entry => entry.Key.StartsWith(Scheme, StringComparison.Ordinal) ? entry.Key[Scheme.Length..] : entry.Key,
        entry => new RequestCount(Interlocked.Read(ref entry.Value.Plain), Interlocked.Read(ref entry.Value.Streams)),
        StringComparer.Ordinal);

    private sealed class Counter
    {
        public long Plain;
        public long Streams;
    }
}

/// <summary>Requests with one reply and requests with a stream, under one key.</summary>
internal sealed record RequestCount(long Plain, long Streams)
{
    public long Total => Plain + Streams;

    public override string ToString() => $"{Plain} plain + {Streams} streams";
}
