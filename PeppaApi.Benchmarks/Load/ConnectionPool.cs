using System.Collections.Concurrent;

namespace PeppaApi.Benchmarks.Load;

/// <summary>The connections of one measurement to one peer.</summary>
internal sealed class ConnectionPool(int port) : IDisposable
{
    private readonly ConcurrentBag<HttpConnection> _all = [];
    private readonly ConcurrentStack<HttpConnection> _idle = [];

    /// <summary>Connects beforehand, so that no connect falls into the measured time.</summary>
    public async Task<HttpConnection[]> ConnectAsync(int count)
    {
        var connections = Enumerable.Range(0, count).Select(_ => Add()).ToArray();
        await Task.WhenAll(connections.Select(connection => connection.ConnectAsync()));
        return connections;
    }

    /// <summary>The idle connection used last, else a new one: a request that is due never waits for another's reply.</summary>
    public HttpConnection Rent() => _idle.TryPop(out var connection) ? connection : Add();

    public void Return(HttpConnection connection) => _idle.Push(connection);

    /// <summary>Closes every connection; exchanges still under way fail, so a peer that hangs cannot hang the benchmark.</summary>
    public void Dispose()
    {
        foreach (var connection in _all)
        {
            connection.Dispose();
        }
    }

    private HttpConnection Add()
    {
        var connection = new HttpConnection(port);
        _all.Add(connection);
        return connection;
    }
}
