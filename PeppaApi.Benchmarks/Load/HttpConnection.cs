using System.Net;
using System.Net.Sockets;

namespace PeppaApi.Benchmarks.Load;

/// <summary>
/// One keep-alive connection on a bare socket. HttpClient would take several times the CPU of the relay's own share, and
/// the generator runs on the same cores as what it measures.
/// </summary>
internal sealed class HttpConnection(int port) : IDisposable
{
    private Socket? _socket;

    public ReplyParser Reply { get; } = new();

    /// <summary>Told each time that bytes of the reply have come.</summary>
    public Action<ReplyParser>? Arrived { get; set; }

    public async Task ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket = socket;
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
    }

    /// <summary>Sends one request and waits until its reply is whole in <see cref="Reply"/>.</summary>
    public async ValueTask ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        if (_socket is null)
        {
            await ConnectAsync();
        }

        var socket = _socket!;
        Reply.Reset();
        await socket.SendAsync(request, SocketFlags.None);
        bool whole;
        do
        {
            var count = await socket.ReceiveAsync(Reply.Free, SocketFlags.None);
            if (count == 0)
            {
                throw new IOException("Connection closed in the middle of a reply");
            }

            whole = Reply.Advance(count);
            Arrived?.Invoke(Reply);
        }
        while (!whole);
    }

    /// <summary>Closes the socket, also under a running exchange, which then throws; the next exchange connects anew.</summary>
    public void Dispose() => Interlocked.Exchange(ref _socket, null)?.Dispose();
}
