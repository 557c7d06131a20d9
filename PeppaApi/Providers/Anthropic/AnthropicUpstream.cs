using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>The Anthropic API as an upstream (vendors/anthropic.md).</summary>
public sealed class AnthropicUpstream : UpstreamDialect
{
    private const string VersionHeader = "anthropic-version";
    private const string Version = "2023-06-01";

    public override string Name => AnthropicDoor.DialectName;

    public override bool Serves(Operation operation) => operation is Operation.Chat or Operation.CountTokens;

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) => AnthropicAddress.Of(target.Endpoint, operation);

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access)
    {
        message.Headers.TryAddWithoutValidation("x-api-key", access.Secret);
        if (!message.Headers.Contains(VersionHeader))
        {
            message.Headers.TryAddWithoutValidation(VersionHeader, Version);
        }
    }

    public override List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit) =>
        AnthropicRequestEditor.Edit((AnthropicRequest)facts, body, target.Model, outputLimit);

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => AnthropicChatWriter.Write(request, target);

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output) =>
        AnthropicReplyReader.Read(body, output);

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) => new AnthropicStreamReader(output);

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => AnthropicErrorReader.Read(body, secret);

    public override UpstreamFault Judge(int status, UpstreamError? error) => error?.Type switch
    {
        "authentication_error" or "billing_error" => UpstreamFault.Key,
        "rate_limit_error" => UpstreamFault.Busy,
        _ when AnthropicErrorReader.IsOutOfCredit(error) => UpstreamFault.Key,
        _ => base.Judge(status, error),
    };

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body) => AnthropicAnswerReader.Read(body);

    public override ChatStreamReader CreateStreamReader() => new AnthropicDeltaReader();

    public override (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target) => (Operation.Chat, JsonSerializer.SerializeToUtf8Bytes(
        new { model = target.Model, max_tokens = 16, messages = new[] { new { role = "user", content = "hi" } } }));
}
