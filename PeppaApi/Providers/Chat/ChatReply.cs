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
}

/// <param name="Parts">Text, thoughts and tool calls in the order of the answer.</param>
/// <param name="StopSequence">The stop sequence that ended it, where the upstream says which.</param>
public sealed record ChatAnswer(List<ChatPart> Parts, ChatFinish Finish, string? StopSequence = null)
{
    public string Text => string.Concat(Parts.OfType<TextPart>().Select(part => part.Text));

    public string Thinking => string.Concat(Parts.OfType<ThinkingPart>().Select(part => part.Text));
}
