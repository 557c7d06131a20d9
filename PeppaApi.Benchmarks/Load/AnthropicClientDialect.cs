using System.Text.Json;

namespace PeppaApi.Benchmarks.Load;

internal sealed class AnthropicClientDialect : ClientDialect
{
    public override string Path => "/v1/messages";

    public override ReadOnlySpan<byte> Finish => "\"stop_reason\":\"end_turn\""u8;

    public override ReadOnlySpan<byte> StreamEnd => "data: {\"type\":\"message_stop\"}\n\n"u8;

    public override ReadOnlySpan<byte> ContentMark => "\"type\":\"text_delta\""u8;

    public override IReadOnlyList<(string Name, string Value)> Headers(string key) => [("x-api-key", key), ("anthropic-version", "2023-06-01")];

    public override byte[] Body(string model, bool stream) => JsonSerializer.SerializeToUtf8Bytes(
        new { model, max_tokens = Conversation.OutputLimit, system = Conversation.System, messages = Conversation.Turns, stream });
}
