using System.Buffers;
using System.Net.WebSockets;

namespace PeppaApi.Channels;

/// <summary>One end of a socket, by whole messages: sending waits for its turn, receiving puts fragments together. Receives one at a time.</summary>
/// <param name="longest">Bytes of the longest message that is taken.</param>
internal sealed class SocketMessages(WebSocket socket, int longest) : IDisposable
{
    private const int PieceSize = 4 * 1024;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ArrayBufferWriter<byte> _message = new(PieceSize);

    /// <summary>The last message that was received, until the next is.</summary>
    public ReadOnlyMemory<byte> Message => _message.WrittenMemory;

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public string? CloseDescription => socket.CloseStatusDescription;

    /// <summary>Waits for a whole message; <see cref="WebSocketMessageType.Close"/> once the other end says that none follows.</summary>
    /// <exception cref="WebSocketException">The socket broke off.</exception>
    /// <exception cref="InvalidDataException">The message is too long.</exception>
    public async ValueTask<WebSocketMessageType> ReceiveAsync(CancellationToken cancellationToken)
    {
        _message.Clear();
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(_message.GetMemory(PieceSize), cancellationToken);
            _message.Advance(part.Count);
            if (_message.WrittenCount > longest)
            {
                throw new InvalidDataException($"A message is longer than {longest} bytes.");
            }
        }
        while (!part.EndOfMessage && part.MessageType != WebSocketMessageType.Close);
        return part.MessageType;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(message, type, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Says that nothing follows, unless it is said or nobody can hear it.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string? description, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(status, description, cancellationToken);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _message.Clear();
    }
}
