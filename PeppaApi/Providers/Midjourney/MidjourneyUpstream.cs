using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Midjourney;

/// <summary>
/// A midjourney-proxy as an upstream (vendors/midjourney-proxy.md). Its tasks take minutes and go the way of
/// <c>Drawing/</c>; of the operations that are answered at once it has none.
/// </summary>
public sealed class MidjourneyUpstream : UpstreamDialect
{
    public const string SecretHeader = "mj-api-secret";

    public override string Name => "midjourney";

    public override bool Serves(Operation operation) => false;

    /// <summary>The address of the one thing that is asked outside of any task: a list of none, to see whether the upstream and its key work.</summary>
    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) => AddressOf(target.Endpoint, "task/list-by-condition");

    /// <param name="path">Below <c>/mj</c>.</param>
    public static Uri AddressOf(Uri endpoint, string path)
    {
        var root = endpoint.AbsolutePath.TrimEnd('/');
        return new Uri(endpoint, $"{(root.EndsWith("/mj", StringComparison.Ordinal) ? root : root + "/mj")}/{path}");
    }

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access) =>
        message.Headers.TryAddWithoutValidation(SecretHeader, access.Secret);

    public override List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit) => throw NotServed();

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => throw NotServed();

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output) => default;

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) => throw NotServed();

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) =>
        MjJson.Parse(body.Span) is { } node && node["code"] is not null && MjJson.TextOf(node["description"]) is { } words
            ? new UpstreamError(UpstreamError.Clean(words, secret), MjJson.TextOf(node["type"]), null, MjJson.TextOf(node["code"]))
            : null;

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body) => throw NotServed();

    public override ChatStreamReader CreateStreamReader() => throw NotServed();

    public override (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target) => (Operation.Chat, """{"ids":[]}"""u8.ToArray());

    private static RequestException NotServed() => new(
        "model", "Models of Midjourney draw: they are used below /mj, not at this address.", "Midjourney 模型用于绘图，请使用 /mj 接口。");
}
