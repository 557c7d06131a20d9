using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.ChatGlm;

/// <summary>Zhipu's ChatGLM by its third API, with a token that is signed for each call (vendors/zhipu-chatglm.md, 1 and 2). The fourth is OpenAI's.</summary>
public sealed class ChatGlmUpstream : UpstreamDialect
{
    public override string Name => "chatglm";

    public override bool LimitsOutput => false;

    public override bool Serves(Operation operation) => false;

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) => new(
        target.Endpoint,
        $"{target.Endpoint.AbsolutePath.TrimEnd('/')}/api/paas/v3/model-api/{Uri.EscapeDataString(target.Model)}/{(stream ? "sse-invoke" : "invoke")}");

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access) =>
        message.Headers.TryAddWithoutValidation("Authorization", ChatGlmSignature.Create(access.Secret, access.Now));

    public override List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit) =>
        throw new NotSupportedException();

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => ChatGlmChatWriter.Write(request);

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output) =>
        ChatGlmReplyReader.Read(body, output);

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) => new ChatGlmStreamReader(output);

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => ChatGlmErrorReader.Read(body, secret);

    public override UpstreamError? ReadErrorEvent(ReadOnlyMemory<byte> wholeEvent, string secret) => ChatGlmErrorReader.ReadEvent(wholeEvent.Span, secret);

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body) => ChatGlmAnswerReader.Read(body);

    public override ChatStreamReader CreateStreamReader() => new ChatGlmDeltaReader();

    public override (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target) =>
        (Operation.Chat, JsonSerializer.SerializeToUtf8Bytes(new { prompt = new[] { new { role = "user", content = "hi" } } }));
}
