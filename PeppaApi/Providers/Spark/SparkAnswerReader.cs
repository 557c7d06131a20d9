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

        var reply = new ChatReply();
        var parts = new List<ChatPart>();
        var (thought, text) = (Join(deltas, ChatDeltaKind.Thinking), Join(deltas, ChatDeltaKind.Text));
        if (thought.Length > 0)
        {
            parts.Add(new ThinkingPart(thought, null));
        }

        if (text.Length > 0)
        {
            parts.Add(new TextPart(text));
        }

        parts.AddRange(deltas.Where(delta => delta.Kind == ChatDeltaKind.ToolCall).Select(call => new ToolCallPart(call.Id!, call.Name!, Join(deltas, ChatDeltaKind.ToolArguments))));
        reply.Id = deltas.FirstOrDefault(delta => delta.Kind == ChatDeltaKind.Start).Id ?? "";
        reply.Answers.Add(new ChatAnswer(parts, deltas.FirstOrDefault(delta => delta.Kind == ChatDeltaKind.Finish).Reason));
        return reply;
    }

    private static string Join(List<ChatDelta> deltas, ChatDeltaKind kind) => string.Concat(deltas.Where(delta => delta.Kind == kind).Select(delta => delta.Text));
}
