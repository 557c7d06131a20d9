using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;
using PeppaApi.Providers.Wire;

namespace PeppaApi.Providers.Hunyuan;

/// <summary>Tencent's Hunyuan by the cloud API, with a signature over the body of each call (vendors/tencent-hunyuan.md, 1). The newer API is OpenAI's.</summary>
public sealed class HunyuanUpstream : WireUpstream
{
    private static readonly HunyuanEmbeddings Embeddings = new();

    public override string Name => "hunyuan-cloud";

    public override bool LimitsOutput => false;

    private protected override WireWords Words { get; } = new()
    {
        Around = "Response",
        Id = "Id",
        Choices = "Choices",
        Answers = ["Delta", "Message"],
        Content = "Content",
        Thought = "ReasoningContent",
        Calls = "ToolCalls",
        CallId = "Id",
        Function = "Function",
        Name = "Name",
        Arguments = "Arguments",
        Finish = "FinishReason",
        Usage = "Usage",
        ReadUsage = HunyuanUsageReader.Read,
        Errors = ["Error", "ErrorMsg"],
        Extras = ["SearchInfo", "Note"],
    };

    public override MediaForm? FormOf(Operation operation) => operation == Operation.Embedding ? Embeddings : null;

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) => new(target.Endpoint, "/");

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access)
    {
        message.Headers.TryAddWithoutValidation("X-TC-Action", ActionOf(target.Model));
        message.Headers.TryAddWithoutValidation("X-TC-Version", "2023-09-01");
        var (secret, now) = (access.Secret, access.Now);
        message.Options.Set(SealedCall.Seal, (call, body) => HunyuanSignature.Sign(call, body, secret, now));
    }

    /// <summary>All operations have one address; the model for embeddings has its own action, and is named nowhere else.</summary>
    private static string ActionOf(string model) => model.Contains("embedding", StringComparison.OrdinalIgnoreCase) ? "GetEmbedding" : "ChatCompletions";

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => HunyuanChatWriter.Write(request, target.Model);

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => HunyuanErrorReader.Read(body, secret);

    public override UpstreamFault Judge(int status, UpstreamError? error) => HunyuanErrorReader.Judge(error) ?? base.Judge(status, error);
}
