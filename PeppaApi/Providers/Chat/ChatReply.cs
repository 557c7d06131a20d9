namespace PeppaApi.Providers.Chat;

/// <summary>Why an answer ended.</summary>
public enum ChatFinish
{
    Stop,

    /// <summary>The output limit was reached.</summary>
    Length,

    /// <summary>The model waits for the tools that it asked for.</summary>
    ToolCalls,

    /// <summary>The vendor's filter, or the model itself, refused.</summary>
    Filter,

    /// <summary>One of the client's stop sequences came.</summary>
    StopSequence,
}

/// <summary>A reply that came in one piece.</summary>
public sealed class ChatReply
{
    public string Id { get; set; } = "";

    public List<ChatAnswer> Answers { get; } = [];

    /// <summary>What the steps of a stream with one answer come to, for dialects whose whole replies are written like a stream.</summary>
    public static ChatReply Of(IReadOnlyList<ChatDelta> deltas)
    {
        var parts = new List<ChatPart>();
        if (Join(deltas, ChatDeltaKind.Thinking) is { Length: > 0 } thought)
        {
            parts.Add(new ThinkingPart(thought, null));
        }

        if (Join(deltas, ChatDeltaKind.Text) is { Length: > 0 } text)
        {
            parts.Add(new TextPart(text));
        }

        parts.AddRange(from call in deltas
                       where call.Kind == ChatDeltaKind.ToolCall
                       select new ToolCallPart(call.Id!, call.Name!, Join(deltas, ChatDeltaKind.ToolArguments, call.Tool)));
        var reply = new ChatReply { Id = deltas.FirstOrDefault(delta => delta.Kind == ChatDeltaKind.Start).Id ?? "" };
        reply.Answers.Add(new ChatAnswer(parts, deltas.FirstOrDefault(delta => delta.Kind == ChatDeltaKind.Finish).Reason));
        return reply;
    }

    private static string Join(IEnumerable<ChatDelta> deltas, ChatDeltaKind kind, int tool = 0) =>
        string.Concat(deltas.Where(delta => delta.Kind == kind && delta.Tool == tool).Select(delta => delta.Text));
}

/// <param name="Parts">Text, thoughts and tool calls in the order of the answer.</param>
/// <param name="StopSequence">The stop sequence that ended it, where the upstream says which.</param>
public sealed record ChatAnswer(List<ChatPart> Parts, ChatFinish Finish, string? StopSequence = null)
{
    public string Text => string.Concat(Parts.OfType<TextPart>().Select(part => part.Text));

    public string Thinking => string.Concat(Parts.OfType<ThinkingPart>().Select(part => part.Text));
}
