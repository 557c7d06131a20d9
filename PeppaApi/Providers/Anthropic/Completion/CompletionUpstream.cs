using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic.Completion;

/// <summary>The text completions that Anthropic had before its messages, for <c>claude-2</c> and <c>claude-instant-1</c> (vendors/anthropic.md, 9).</summary>
public sealed class CompletionUpstream : UpstreamDialect
{
    private static readonly AnthropicUpstream Messages = new();

    public override string Name => "anthropic-complete";

    public override bool Serves(Operation operation) => false;

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) => AnthropicAddress.Of(target.Endpoint, Operation.Completion);

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access) => Messages.Authorize(message, target, access);

    public override List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit) =>
        throw new NotSupportedException("No client speaks this dialect.");

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => CompletionChatWriter.Write(request, target);

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output) =>
        CompletionReplyReader.Read(body, output);

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) => new CompletionStreamReader(output);

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => AnthropicErrorReader.Read(body, secret);

    public override UpstreamFault Judge(int status, UpstreamError? error) => Messages.Judge(status, error);

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body) => CompletionAnswerReader.Read(body);

    public override ChatStreamReader CreateStreamReader() => new CompletionDeltaReader();

    public override (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target) => (Operation.Chat, JsonSerializer.SerializeToUtf8Bytes(
        new { model = target.Model, prompt = "\n\nHuman: hi\n\nAssistant:", max_tokens_to_sample = 16 }));
}
