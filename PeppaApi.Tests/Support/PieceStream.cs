namespace PeppaApi.Tests.Support;

/// <summary>Gives its pieces one by one, as a slow network does; what is longer than the reader's buffer comes in parts.</summary>
internal sealed class PieceStream(IEnumerable<byte[]> pieces) : MemoryStream
{
    private readonly Queue<byte[]> _pieces = new(pieces.Where(piece => piece.Length > 0));
    private ReadOnlyMemory<byte> _rest;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _rest = _rest.IsEmpty && _pieces.TryDequeue(out var piece) ? piece : _rest;
        var length = Math.Min(buffer.Length, _rest.Length);
        _rest[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return ValueTask.FromResult(length);
    }
}
