using System.Buffers;

namespace PeppaApi.Providers.Chat;

/// <summary>
/// What a writer puts before and after a piece of text: the same for every piece until something else comes, so it is
/// written once and then only copied.
/// </summary>
internal sealed class TextFrame
{
    private readonly byte[] _before;
    private readonly byte[] _after;

    private TextFrame(ChatDeltaKind kind, byte[] before, byte[] after)
    {
        Kind = kind;
        _before = before;
        _after = after;
    }

    public ChatDeltaKind Kind { get; }

    /// <param name="writer">It has just written a piece of the same kind.</param>
    public static TextFrame Of(ChatStreamWriter writer, ChatDeltaKind kind)
    {
        var (empty, letter) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        writer.Write(empty, new ChatDelta(kind, ""));
        writer.Write(letter, new ChatDelta(kind, "x"));
        // They part where the one has the letter and the other the closing quote.
        var split = empty.WrittenSpan.CommonPrefixLength(letter.WrittenSpan);
        return new TextFrame(kind, empty.WrittenSpan[..split].ToArray(), empty.WrittenSpan[split..].ToArray());
    }

    /// <param name="escaped">The text as it stands between the quotes of JSON.</param>
    public void Write(IBufferWriter<byte> client, ReadOnlySpan<byte> escaped)
    {
        client.Write(_before);
        client.Write(escaped);
        client.Write(_after);
    }
}
