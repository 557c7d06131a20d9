using System.Net;
using System.Net.WebSockets;

namespace PeppaApi.Channels;

/// <summary>An open socket as the content of a reply (<c>SocketCall.StaysOpen</c>); read as a body it is empty.</summary>
internal sealed class SocketContent(WebSocket socket) : HttpContent
{
    public WebSocket Socket => socket;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(Stream.Null);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        socket.Dispose();
        base.Dispose(disposing);
    }
}
