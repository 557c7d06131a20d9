using System.Buffers;
using System.Net.WebSockets;

namespace PeppaApi.Channels;

/// <summary>The frames of a socket, read as events or as a JSON array, up to the last one.</summary>
internal sealed class SocketFrames(WebSocket socket, bool asEvents, Func<ReadOnlyMemory<byte>, bool> isLast) : Stream
{
    private const int LargestFrame = 4 * 1024 * 1024;
    private readonly SocketMessages _messages = new(socket, LargestFrame);
    private readonly ArrayBufferWriter<byte> _text = new(4 * 1024);
    private int _taken;
    private int _frames;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_taken == _text.WrittenCount && !_ended)
        {
            _text.ResetWrittenCount();
            _taken = 0;
            await ReceiveAsync(cancellationToken);
        }

        var length = Math.Min(buffer.Length, _text.WrittenCount - _taken);
        _text.WrittenMemory.Slice(_taken, length).CopyTo(buffer);
        _taken += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Only read from.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _messages.Dispose();
        base.Dispose(disposing);
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        WebSocketMessageType type;
        try
        {
            type = await _messages.ReceiveAsync(cancellationToken);
        }
        catch (WebSocketException exception)
        {
            throw new IOException("The socket broke off.", exception);
        }

        _ended = type == WebSocketMessageType.Close;
        if (!_ended)
        {
            Add(_messages.Message.Span);
            _ended = isLast(_messages.Message);
        }

        if (_ended && !asEvents)
        {
            _text.Write(_frames == 0 ? "[]"u8 : "]"u8);
        }
    }

    private void Add(ReadOnlySpan<byte> frame)
    {
        _text.Write(asEvents ? "data: "u8 : _frames == 0 ? "["u8 : ","u8);
        var line = _text.GetSpan(frame.Length)[..frame.Length];
        frame.CopyTo(line);
        // Line ends within JSON are blanks; an event has none.
        line.Replace((byte)'\n', (byte)' ');
        line.Replace((byte)'\r', (byte)' ');
        _text.Advance(frame.Length);
        _text.Write(asEvents ? "\n\n"u8 : default);
        _frames++;
    }
}
