using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Providers.Wire;

namespace PeppaApi.Providers.Hunyuan.Hyllm;

/// <summary>Hunyuan by its oldest API, which has one model, and wants the key's first two parts in the body and a signature over its fields (vendors/tencent-hunyuan.md, 2).</summary>
public sealed class HyllmUpstream : WireUpstream
{
    public override string Name => "hunyuan-hyllm";

    public override bool LimitsOutput => false;

    private protected override WireWords Words { get; } = new()
    {
        Answers = ["delta", "messages"],
        ReadUsage = static (ref reader) => OpenAIUsageReader.Read(ref reader),
    };

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) =>
        new(target.Endpoint, target.Endpoint.AbsolutePath.TrimEnd('/') + "/hyllm/v1/chat/completions");

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access)
    {
        var (secret, now) = (access.Secret, access.Now);
        message.Options.Set(SealedCall.Seal, (call, body) => HyllmSignature.Sign(call, body, secret, now, Guid.CreateVersion7(now).ToString()));
    }

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => HyllmChatWriter.Write(request);

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) =>
        OpenAIErrorReader.Read(body, secret) is { Code: not "0" } error ? error with { Message = KeyParts.Clean(error.Message, secret, '|') } : null;
}
