using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PeppaApi.Benchmarks.Load;

/// <summary>
/// Reads one HTTP/1.1 reply after another from one fixed buffer, with no allocation: just enough of the protocol to be
/// sure that a reply is whole. Chunked bodies are joined in place, as they only get shorter.
/// </summary>
internal sealed class ReplyParser
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stage _stage;
    private int _received;
    private int _position;
    private int _remaining;
    private int _bodyStart;
    private int _bodyEnd;

    private enum Stage
    {
        Head,
        FixedBody,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailer,
        Done,
    }

    public int Status { get; private set; }

    /// <summary>The joined body; valid until the next <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyStart.._bodyEnd);

    /// <exception cref="InvalidDataException">The reply does not fit: far larger than any that the sample upstream sends.</exception>
    public Memory<byte> Free => _received < _buffer.Length
        ? _buffer.AsMemory(_received)
        : throw new InvalidDataException("Reply larger than the buffer");

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_position.._received);

    public void Reset()
    {
        _stage = Stage.Head;
        _received = _position = _remaining = _bodyStart = _bodyEnd = 0;
    }

    /// <summary>Takes the bytes just received into <see cref="Free"/>; true when the reply is whole.</summary>
    /// <exception cref="InvalidDataException">The bytes are no HTTP/1.1 reply of known length, or more than one.</exception>
    public bool Advance(int count)
    {
        _received += count;
        while (Step())
        {
        }

        if (_stage == Stage.Done && _position != _received)
        {
            throw new InvalidDataException("Bytes after the end of the reply");
        }

        return _stage == Stage.Done;
    }

    private bool Step() => _stage switch
    {
        Stage.Head => TakeHead(),
        Stage.FixedBody => TakeBody(Stage.Done),
        Stage.ChunkSize => TakeChunkSize(),
        Stage.ChunkData => TakeBody(Stage.ChunkEnd),
        Stage.ChunkEnd => TakeLine(out _) && Enter(Stage.ChunkSize),
        Stage.Trailer => TakeLine(out var line) && Enter(line.IsEmpty ? Stage.Done : Stage.Trailer),
        _ => false,
    };

    private bool Enter(Stage stage)
    {
        _stage = stage;
        return true;
    }

    private bool TakeHead()
    {
        var length = Unread.IndexOf("\r\n\r\n"u8);
        if (length < 0)
        {
            return false;
        }

        var head = ReplyHead.Parse(Unread[..(length + 2)]);
        _position += length + 4;
        _bodyStart = _bodyEnd = _position;
        _remaining = head.ContentLength;
        Status = head.Status;
        return Enter(head.Chunked ? Stage.ChunkSize : Stage.FixedBody);
    }

    private bool TakeBody(Stage next)
    {
        var count = Math.Min(_remaining, Unread.Length);
        Unread[..count].CopyTo(_buffer.AsSpan(_bodyEnd));
        _bodyEnd += count;
        _position += count;
        _remaining -= count;
        return _remaining == 0 && Enter(next);
    }

    private bool TakeChunkSize()
    {
        if (!TakeLine(out var line))
        {
            return false;
        }

        if (!Utf8Parser.TryParse(line, out _remaining, out _, 'x') || _remaining < 0)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Bad chunk size: {Encoding.ASCII.GetString(line)}"));
        }

        return Enter(_remaining == 0 ? Stage.Trailer : Stage.ChunkData);
    }

    private bool TakeLine(out ReadOnlySpan<byte> line)
    {
        var length = Unread.IndexOf("\r\n"u8);
        line = length < 0 ? default : Unread[..length];
        _position += length < 0 ? 0 : length + 2;
        return length >= 0;
    }
}
