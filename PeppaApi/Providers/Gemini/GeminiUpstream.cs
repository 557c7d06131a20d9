using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>The Gemini API as an upstream (vendors/gemini.md).</summary>
public sealed class GeminiUpstream : UpstreamDialect
{
    public override string Name => GeminiDoor.DialectName;

    public override bool Serves(Operation operation) =>
        operation is Operation.Chat or Operation.Embedding or Operation.EmbeddingBatch or Operation.CountTokens;

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) => GeminiAddress.Of(target, operation, stream);

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access) =>
        message.Headers.TryAddWithoutValidation("x-goog-api-key", access.Secret);

    public override List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit) =>
        GeminiRequestEditor.Edit((GeminiRequest)facts, body, target.Model, outputLimit);

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => GeminiChatWriter.Write(request, target);

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output) =>
        GeminiReplyReader.Read(body, output);

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) => new GeminiStreamReader(output);

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => GeminiErrorReader.Read(body, secret);

    public override UpstreamFault Judge(int status, UpstreamError? error) => GeminiErrorReader.Judge(error) ?? base.Judge(status, error);

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body) => GeminiAnswerReader.Read(body);

    public override ChatStreamReader CreateStreamReader() => new GeminiDeltaReader();

    public override (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target)
    {
        var content = new { role = "user", parts = new[] { new { text = "hi" } } };
        return target.Model.Contains("embedding", StringComparison.OrdinalIgnoreCase)
            ? (Operation.Embedding, JsonSerializer.SerializeToUtf8Bytes(new { content }))
            : (Operation.Chat, JsonSerializer.SerializeToUtf8Bytes(new { contents = new[] { content } }));
    }
}
