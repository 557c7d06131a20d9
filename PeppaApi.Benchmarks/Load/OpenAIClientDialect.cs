using System.Text.Json;

namespace PeppaApi.Benchmarks.Load;

internal class OpenAIClientDialect : ClientDialect
{
    protected static readonly object[] Messages = [new { role = "system", content = Conversation.System }, .. Conversation.Turns];

    public override string Path => "/v1/chat/completions";

    public override ReadOnlySpan<byte> Finish => "\"finish_reason\":\"stop\""u8;

    public override ReadOnlySpan<byte> StreamEnd => "data: [DONE]\n\n"u8;

    public override ReadOnlySpan<byte> ContentMark => "\"delta\":{\"content\":"u8;

    public override IReadOnlyList<(string Name, string Value)> Headers(string key) => [("Authorization", $"Bearer {key}")];

    /// <summary>The usage event is asked for, so that every peer has the same events to send.</summary>
    public override byte[] Body(string model, bool stream) => stream
        ? JsonSerializer.SerializeToUtf8Bytes(new { model, messages = Messages, max_tokens = Conversation.OutputLimit, stream, stream_options = new { include_usage = true } })
        : JsonSerializer.SerializeToUtf8Bytes(new { model, messages = Messages, max_tokens = Conversation.OutputLimit });
}
