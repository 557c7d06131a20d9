using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Wire;

/// <summary>Reads the replies of a vendor whose words are <see cref="WireWords"/>; how it is asked is the vendor's own.</summary>
public abstract class WireUpstream : UpstreamDialect
{
    private protected abstract WireWords Words { get; }

    public override bool Serves(Operation operation) => false;

    public override List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit) =>
        throw new NotSupportedException();

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output)
    {
        try
        {
            var scan = WireScan.Read(body, Words, output.Writer);
            return new ReplyReading(scan.HasAnswer, scan.HasError, scan.Usage);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) => new WireStreamReader(output, Words);

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body)
    {
        var deltas = new List<ChatDelta>();
        new WireDeltaReader(Words).Read(body.Span, deltas);
        return ChatReply.Of(deltas);
    }

    public override ChatStreamReader CreateStreamReader() => new WireDeltaReader(Words);

    public override (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target)
    {
        var request = new ChatRequest { OutputLimit = 16 };
        request.Messages.Add(new ChatMessage(ChatRole.User, [new TextPart("hi")]));
        return WriteEmbeddingProbe(target) ?? (Operation.Chat, WriteChat(request, target));
    }
}
