using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Providers.OpenAI.Media;
using PeppaApi.Providers.Wire;

namespace PeppaApi.Providers.DashScope;

/// <summary>Alibaba's models by its own API, where a header asks for a stream and models that see or hear have an address of their own (vendors/ali-qwen.md, 1 to 5). The other API is OpenAI's.</summary>
public sealed class DashScopeUpstream : WireUpstream
{
    private static readonly string[] Seeing = ["-vl", "-ocr", "-audio", "-omni", "qvq"];

    public override string Name => "dashscope";

    private protected override WireWords Words { get; } = new()
    {
        Around = "output",
        Id = "request_id",
        Answers = ["message"],
        ReadUsage = ReadUsage,
        Extras = ["search_info"],
    };

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) => new(
        target.Endpoint,
        $"{target.Endpoint.AbsolutePath.TrimEnd('/')}/api/v1/services/aigc/{(Sees(target.Model) ? "multimodal" : "text")}-generation/generation");

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access)
    {
        base.Authorize(message, target, access);
        message.Options.Set(SealedCall.Seal, AskForStream);
    }

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => DashScopeChatWriter.Write(request, target, Sees(target.Model));

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => OpenAIErrorReader.Read(body, secret);

    private static bool Sees(string model) => Array.Exists(Seeing, word => model.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static byte[] AskForStream(HttpRequestMessage call, byte[] body)
    {
        if (SealedCall.AsksForStream(call))
        {
            call.Headers.TryAddWithoutValidation("X-DashScope-SSE", "enable");
        }

        return body;
    }

    /// <summary>Input and output with the details of both; pictures are part of the input.</summary>
    private static UsageReport? ReadUsage(ref Utf8JsonReader reader) => MediaUsage.TryRead(ref reader, out var usage) && usage.HasTokens ? usage.Report() : null;
}
