using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Providers.OpenAI.Media;
using PeppaApi.Providers.Wire;

namespace PeppaApi.Providers.DashScope;

/// <summary>Alibaba's models by its own API, where a header asks for a stream and models that see or hear have an address of their own (vendors/ali-qwen.md, 1 to 5). The other API is OpenAI's.</summary>
public sealed class DashScopeUpstream : WireUpstream
{
    private const string PicturesPath = "aigc/text2image/image-synthesis";
    private static readonly DashScopeEmbeddings Embeddings = new();
    private static readonly DashScopePictures Pictures = new();
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

    public override MediaForm? FormOf(Operation operation) => operation switch
    {
        Operation.Embedding => Embeddings,
        Operation.ImageGeneration => Pictures,
        _ => null,
    };

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream)
    {
        var service = operation switch
        {
            Operation.Embedding => "embeddings/text-embedding/text-embedding",
            Operation.ImageGeneration => PicturesPath,
            _ => $"aigc/{(Sees(target.Model) ? "multimodal" : "text")}-generation/generation",
        };
        return new Uri(target.Endpoint, $"{target.Endpoint.AbsolutePath.TrimEnd('/')}/api/v1/services/{service}");
    }

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access)
    {
        base.Authorize(message, target, access);
        message.Options.Set(SealedCall.Seal, AskByHeader);
    }

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => DashScopeChatWriter.Write(request, target, Sees(target.Model));

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => OpenAIErrorReader.Read(body, secret) ?? DashScopePictures.ReadError(body, secret);

    private static bool Sees(string model) => Array.Exists(Seeing, word => model.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Streams and tasks are asked for by headers.</summary>
    private static byte[] AskByHeader(HttpRequestMessage call, byte[] body)
    {
        if (SealedCall.AsksForStream(call))
        {
            call.Headers.TryAddWithoutValidation("X-DashScope-SSE", "enable");
        }

        if (call.RequestUri!.AbsolutePath.EndsWith(PicturesPath, StringComparison.Ordinal))
        {
            call.Headers.TryAddWithoutValidation("X-DashScope-Async", "enable");
        }

        return body;
    }

    /// <summary>Input and output with the details of both; pictures are part of the input.</summary>
    private static UsageReport? ReadUsage(ref Utf8JsonReader reader) => MediaUsage.TryRead(ref reader, out var usage) && usage.HasTokens ? usage.Report() : null;
}
