using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;

namespace PeppaApi.Providers.Ernie;

/// <summary>Baidu's ERNIE by its own API, with an access token (vendors/baidu-ernie.md, 1 and 2). The newer API is OpenAI's.</summary>
public sealed class ErnieUpstream : UpstreamDialect
{
    private static readonly ErnieEmbeddings Embeddings = new();

    public override string Name => "ernie";

    public override TokenExchange Tokens { get; } = new ErnieTokens();

    public override bool Serves(Operation operation) => false;

    public override MediaForm? FormOf(Operation operation) => operation == Operation.Embedding ? Embeddings : null;

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) => ErnieAddress.Of(target, operation);

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access) =>
        message.RequestUri = new Uri($"{message.RequestUri!.AbsoluteUri}?access_token={Uri.EscapeDataString(access.Token ?? "")}");

    public override List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit) =>
        throw new NotSupportedException();

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => ErnieChatWriter.Write(request);

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output) =>
        ErnieReplyReader.Read(body, output);

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) => new ErnieStreamReader(output);

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => ErnieErrorReader.Read(body, secret);

    public override UpstreamFault Judge(int status, UpstreamError? error) => ErnieErrorReader.Judge(error) ?? base.Judge(status, error);

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body) => ErnieAnswerReader.Read(body);

    public override ChatStreamReader CreateStreamReader() => new ErnieDeltaReader();

    public override (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target) =>
        WriteEmbeddingProbe(target) ?? (Operation.Chat, JsonSerializer.SerializeToUtf8Bytes(new { messages = new[] { new { role = "user", content = "hi" } } }));
}
