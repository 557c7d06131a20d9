using System.Buffers;

namespace PeppaApi.Providers;

/// <summary>The events of another passage as the elements of one JSON array, which comes in pieces.</summary>
public sealed class JsonArrayPassage(StreamPassage events) : StreamPassage
{
    private readonly ArrayBufferWriter<byte> _event = new();
    private bool _begun;

    public override string ContentType => "application/json; charset=utf-8";

    public override void Pass(IBufferWriter<byte> client, ReadOnlySpan<byte> wholeEvent, in StreamEvent read)
    {
        events.Pass(_event, wholeEvent, read);
        WriteElements(client, _event.WrittenSpan);
        _event.ResetWrittenCount();
    }

    public override byte[] End(byte[] lastEvent, in UsageReport usage) => Close(events.End(lastEvent, usage));

    public override byte[] EndByLength(byte[] firstEvent, in UsageReport usage) => Close(events.EndByLength(firstEvent, usage));

    public override byte[] Fail(byte[] errorEvent) => Close(events.Fail(errorEvent));

    public override byte[] Break(byte[] errorEvent) => Close(events.Break(errorEvent));

    private byte[] Close(ReadOnlySpan<byte> last)
    {
        var rest = new ArrayBufferWriter<byte>();
        WriteElements(rest, last);
        rest.Write(_begun ? "]"u8 : "[]"u8);
        return rest.WrittenSpan.ToArray();
    }

    private void WriteElements(IBufferWriter<byte> client, ReadOnlySpan<byte> sent)
    {
        while (ServerSentEvent.TryFindData(sent, out var start, out var length))
        {
            client.Write(_begun ? ",\r\n"u8 : "["u8);
            client.Write(sent.Slice(start, length));
            _begun = true;
            sent = sent[(start + length)..];
        }
    }
}
