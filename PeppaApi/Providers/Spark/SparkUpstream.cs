using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Spark;

/// <summary>iFlytek's Spark over WebSocket, one connection with a signed address for each request (vendors/xfyun-spark.md, 1 to 5). The newer API is OpenAI's.</summary>
public sealed class SparkUpstream : UpstreamDialect
{
    public override string Name => "spark";

    public override bool Serves(Operation operation) => false;

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream) =>
        SocketCall.Address(target.Endpoint, target.Endpoint.AbsolutePath.TrimEnd('/') + SparkVersion.Of(target.Model).Path);

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access)
    {
        message.RequestUri = SparkSignature.Sign(message.RequestUri!, access);
        message.Options.Set(SocketCall.IsLast, SparkScan.IsLast);
        // The application's id, which is the first part of the key, stands in the body.
        var application = KeyParts.Of(access.Secret, '|', 3)[0];
        message.Options.Set(SealedCall.Seal, (_, body) => SparkChatWriter.WithApplication(body, application));
    }

    public override List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit) =>
        throw new NotSupportedException();

    public override byte[] WriteChat(ChatRequest request, in UpstreamTarget target) => SparkChatWriter.Write(request, SparkVersion.Of(target.Model));

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output) =>
        SparkReplyReader.Read(body, output);

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) => new SparkStreamReader(output);

    public override UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret) => SparkErrorReader.Read(body, secret);

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body) => SparkAnswerReader.Read(body);

    public override ChatStreamReader CreateStreamReader() => new SparkDeltaReader();

    public override (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target)
    {
        var request = new ChatRequest { OutputLimit = 16 };
        request.Messages.Add(new ChatMessage(ChatRole.User, [new TextPart("hi")]));
        return (Operation.Chat, WriteChat(request, target));
    }
}
