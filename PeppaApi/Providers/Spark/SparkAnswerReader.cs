using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Spark;

/// <summary>Reads the frames of a reply into one answer, for a client of another dialect (vendors/xfyun-spark.md, 4).</summary>
internal static class SparkAnswerReader
{
    public static ChatReply Read(ReadOnlyMemory<byte> body)
    {
        var reader = new SparkDeltaReader();
        var deltas = new List<ChatDelta>();
        using var document = ChatFields.Parse(body);
        foreach (var frame in document.RootElement.EnumerateArray())
        {
            reader.Read(frame, deltas);
        }

        return ChatReply.Of(deltas);
    }
}
