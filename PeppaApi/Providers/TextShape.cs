using System.Buffers;

namespace PeppaApi.Providers;

/// <summary>
/// The bytes around the text of an event that was read. What follows mostly differs from it in the text alone, and then says
/// the same as it did, with another text: it need not be parsed. Used by one request; allocates only where an event is longer
/// than all before.
/// </summary>
/// <param name="output">Where texts go.</param>
internal sealed class TextShape(OutputText output)
{
    /// <summary>What makes more of a text than the bytes between its quotes, or is no text of JSON at all (RFC 8259, 7).</summary>
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private byte[] _event = [];
    private int _length;
    private StreamEvent _read;

    private ReadOnlySpan<byte> Before => _event.AsSpan(0, _read.Text!.Value.Escaped.Start);

    private ReadOnlySpan<byte> After
    {
        get
        {
            var text = _read.Text!.Value.Escaped;
            return _event.AsSpan(text.Start + text.Length, _length - text.Start - text.Length);
        }
    }

    /// <summary>Remembers an event that was parsed, if all that it says is a text without escapes.</summary>
    /// <param name="written">How many bytes of output it came to.</param>
    public void Remember(ReadOnlySpan<byte> wholeEvent, in StreamEvent read, long written)
    {
        if (read is not { Kind: StreamEventKind.Content, Text: { } piece } || written == 0 || piece.Escaped.Length != written)
        {
            return;
        }

        if (wholeEvent.Length > _event.Length)
        {
            _event = new byte[Math.Max(512, wholeEvent.Length * 2)];
        }

        wholeEvent.CopyTo(_event);
        (_length, _read) = (wholeEvent.Length, read);
    }

    /// <summary>Reads an event that differs from the one remembered in its text alone, which has no escapes; else it must be parsed.</summary>
    public bool TryRead(ReadOnlySpan<byte> wholeEvent, out StreamEvent read)
    {
        read = default;
        if (_length == 0)
        {
            return false;
        }

        var before = Before;
        var after = After;
        var length = wholeEvent.Length - before.Length - after.Length;
        if (length <= 0 || !wholeEvent.StartsWith(before) || !wholeEvent.EndsWith(after) || wholeEvent.Slice(before.Length, length).ContainsAny(Special))
        {
            return false;
        }

        output.Writer.Write(wholeEvent.Slice(before.Length, length));
        output.Trim();
        var piece = _read.Text!.Value;
        var cut = _read.Cut is { } old && old.Start > before.Length ? old with { Start = old.Start + length - piece.Escaped.Length } : _read.Cut;
        read = _read with { Cut = cut, Text = piece with { Escaped = new JsonSpan(before.Length, length) } };
        return true;
    }
}
