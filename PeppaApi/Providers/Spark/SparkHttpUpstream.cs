using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers.Spark;

/// <summary>
/// Spark's HTTP door (vendors/xfyun-spark.md, 6): takes OpenAI's requests, but its answers have neither id nor model nor an end,
/// so they are written anew for clients of that dialect, too.
/// </summary>
public sealed class SparkHttpUpstream : OpenAIUpstream
{
    public override string Name => "spark-http";

    public override bool Serves(Operation operation) => false;

    public override ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output)
    {
        var reading = base.ReadReply(target, operation, body, output);
        return SparkHttpCode.IsError(body) ? reading with { HasError = true } : reading;
    }

    public override StreamMeter CreateMeter(in UpstreamTarget target, OutputText output) =>
        new SparkHttpStreamReader(output, new OpenAIStreamReader(output, target.Provider));

    public override ChatReply ReadChat(ReadOnlyMemory<byte> body)
    {
        var reply = base.ReadChat(body);
        using var document = ChatFields.Parse(body);
        reply.Id = reply.Id.Length > 0 ? reply.Id : ChatFields.Text(document.RootElement, "sid") ?? "";
        return reply;
    }

    public override ChatStreamReader CreateStreamReader() => new SparkHttpDeltaReader();
}
