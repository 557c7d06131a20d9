using System.Buffers;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>
/// Cuts a stream of server-sent events at the empty lines and gives each event as the bytes it came in, so that it can
/// be passed on untouched. (The framework's parser gives text, which could not be written back byte for byte.)
/// </summary>
internal sealed class SseEventReader(Stream stream, int longestEvent) : IDisposable
{
    // Most streams send an event of a few hundred bytes at a time; those that send more at once get more room.
    private const int FirstLength = 1024;
    private const int UsualLength = 8 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstLength);
    private int _start;
    private int _end;
    private int _searched;

    // Of the whole comments that have come first and were not taken yet, for Peek: bytes from the start on.
    private int _comments;
    private bool _filled;
    private bool _reading;

    /// <summary>Whether an event, or the part of one, has come that was not taken yet.</summary>
    public bool HasRest => _end > _start;

    /// <summary>Takes the next whole event that has come, its closing empty line included. Valid until the next call.</summary>
    public bool TryTake(out ReadOnlySpan<byte> wholeEvent)
    {
        while (true)
        {
            var newLine = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (newLine < 0)
            {
                _searched = _end;
                wholeEvent = default;
                return false;
            }

            var after = _searched + newLine + 1;
            if (IsEmptyLine(after, out var length, out var undecided))
            {
                wholeEvent = _buffer.AsSpan(_start, after + length - _start);
                _start = _searched = after + length;
                return true;
            }

            if (undecided)
            {
                // The rest of the line is still to come: look at this line end again.
                _searched = after - 1;
                wholeEvent = default;
                return false;
            }

            _searched = after;
        }
    }

    /// <summary>
    /// The first whole event that says something, left in place, and with it the comments before it, by which an upstream keeps the line open while it makes
    /// up its mind; empty if there is none yet.
    /// </summary>
    public byte[] Peek()
    {
        var start = _start;
        _start += _comments;
        while (TryTake(out var wholeEvent))
        {
            if (ServerSentEvent.TryFindData(wholeEvent, out _, out _))
            {
                var first = wholeEvent.ToArray();
                (_start, _searched, _comments) = (start, start, 0);
                return first;
            }

            _comments = _start - start;
        }

        _start = start;
        return [];
    }

    /// <summary>Waits for more bytes; false at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">One event is longer than allowed.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken) => Filled(await BeginFill(cancellationToken));

    /// <summary>Asks for more bytes, without a state machine of its own; what comes of it goes to <see cref="Filled"/>.</summary>
    /// <exception cref="InvalidDataException">One event is longer than allowed.</exception>
    public ValueTask<int> BeginFill(CancellationToken cancellationToken)
    {
        MakeRoom();
        _reading = true;
        return stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
    }

    /// <summary>Takes note of what came; false at the end of the stream.</summary>
    public bool Filled(int read)
    {
        _reading = false;
        _end += read;
        _filled = _end == _buffer.Length;
        return read > 0;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        // Where something may still be read into it, nobody else must get it.
        if (buffer.Length > 0 && !_reading)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private bool IsEmptyLine(int at, out int length, out bool undecided)
    {
        length = at < _end && _buffer[at] == '\n' ? 1 : at + 1 < _end && _buffer[at] == '\r' && _buffer[at + 1] == '\n' ? 2 : 0;
        undecided = length == 0 && (at >= _end || (at + 1 >= _end && _buffer[at] == '\r'));
        return length > 0;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _searched -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length && _end >= longestEvent)
        {
            throw new InvalidDataException($"An event is longer than {longestEvent} bytes.");
        }

        if (_end == _buffer.Length || (_filled && _buffer.Length < UsualLength))
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = larger;
        }
    }
}
