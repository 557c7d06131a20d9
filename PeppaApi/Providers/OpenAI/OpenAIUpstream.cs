using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI.Media;

namespace PeppaApi.Providers.OpenAI;

/// <summary>The OpenAI API as an upstream, and every vendor that imitates it (vendors/openai.md, deepseek-moonshot-etc.md).</summary>
public class OpenAIUpstream : UpstreamDialect
{
    public override string Name => OpenAIDoor.DialectName;

    public override bool Serves(Operation operation) => operation is not (Operation.CountTokens or Operation.EmbeddingBatch or Operation.Video);

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream)
    {
        var address = OpenAIAddress.Of(target.Endpoint, operation);
        return operation == Operation.Realtime ? SocketCall.Address(address, $"{address.AbsolutePath}?model={Uri.EscapeDataString(target.Model)}") : address;
    }

    public override List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit) =>
        facts is MediaRequest media
            ? MediaRequestEditor.Edit(media, body, target.Model, outputLimit)
            : OpenAIRequestEditor.Edit((OpenAIRequest)facts, body, target.Model, outputLimit, target.Provider.AsksForStreamUsage);

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => OpenAIChatWriter.Write(request, target);

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output) =>
        OpenAIReplyReader.Read(body, output, target.Provider);

    public override ReplyReading ReadReply(in UpstreamTarget target, RequestFacts facts, ReadOnlySpan<byte> body, OutputText output) =>
        facts is MediaRequest media ? media.ReadReply(body, output) : ReadReply(target, facts.Operation, body, output);

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) => new OpenAIStreamReader(output, target.Provider);

    public override StreamMeter CreateMeter(in UpstreamTarget target, RequestFacts facts, OutputText output) =>
        facts is MediaRequest media ? media.CreateMeter(output) : CreateMeter(target, output);

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => OpenAIErrorReader.Read(body, secret);

    public override UpstreamFault Judge(int status, UpstreamError? error) =>
        OpenAIFaults.Find(error) ?? base.Judge(status == 200 ? OpenAIFaults.StatusIn(error) ?? status : status, error);

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body) => OpenAIAnswerReader.Read(body);

    public override ChatStreamReader CreateStreamReader() => new OpenAIDeltaReader();

    public override (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target) =>
        target.Model.Contains("realtime", StringComparison.OrdinalIgnoreCase) && target.Provider.SpeaksRealtime ? (Operation.Realtime, [])
        : target.Model.Contains("embedding", StringComparison.OrdinalIgnoreCase) ? (Operation.Embedding, JsonSerializer.SerializeToUtf8Bytes(new { model = target.Model, input = "hi" }))
        : (Operation.Chat, JsonSerializer.SerializeToUtf8Bytes(new { model = target.Model, messages = new[] { new { role = "user", content = "hi" } } }));
}
