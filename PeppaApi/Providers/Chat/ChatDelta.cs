namespace PeppaApi.Providers.Chat;

public enum ChatDeltaKind
{
    /// <summary>The upstream has begun; <see cref="ChatDelta.Id"/> is its name for the reply.</summary>
    Start,

    Text,

    Thinking,

    /// <summary>The vendor's seal on the thought so far, in <see cref="ChatDelta.Text"/>.</summary>
    Signature,

    /// <summary>A thought in the vendor's cipher, whole, in <see cref="ChatDelta.Text"/>.</summary>
    SealedThinking,

    /// <summary>A tool call begins: its id and name, and the vendor's seal on it in <see cref="ChatDelta.Text"/>, if any.</summary>
    ToolCall,

    /// <summary>More of the arguments of the tool call with the same <see cref="ChatDelta.Tool"/>.</summary>
    ToolArguments,

    Finish,
}

/// <summary>One step of a streamed reply, the same whatever dialect it came in.</summary>
/// <param name="Tool">Number of the tool call in its answer, from 0.</param>
/// <param name="Answer">Number of the answer, where several were asked for.</param>
public readonly record struct ChatDelta(
    ChatDeltaKind Kind, string? Text = null, string? Id = null, string? Name = null, int Tool = 0, int Answer = 0, ChatFinish Reason = default)
{
    public static ChatDelta Finish(ChatFinish reason, int answer = 0, string? stopSequence = null) =>
        new(ChatDeltaKind.Finish, stopSequence, Answer: answer, Reason: reason);
}

/// <summary>Reads an upstream's stream. Holds the state of one stream.</summary>
public abstract class ChatStreamReader
{
    /// <summary>Reads one event, of which most dialects need no more than the payload.</summary>
    public virtual void ReadEvent(ReadOnlySpan<byte> wholeEvent, List<ChatDelta> deltas) => Read(ServerSentEvent.Data(wholeEvent), deltas);

    /// <summary>Reads the payload of one event; what says nothing is passed over.</summary>
    /// <exception cref="System.Text.Json.JsonException">It cannot be read.</exception>
    /// <param name="deltas">What it says is added here.</param>
    public abstract void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas);
}

/// <summary>What is known when a stream begins.</summary>
/// <param name="InputGuess">Input tokens, for dialects that tell them first; the true ones follow at the end.</param>
public sealed record ChatStreamStart(string RequestId, RequestFacts Facts, long InputGuess, DateTimeOffset Now);

/// <summary>Writes a stream as a client of its dialect expects it. Holds the state of one stream.</summary>
public abstract class ChatStreamWriter
{
    /// <summary>Whether two pieces of text that follow each other differ in nothing but the text, and the second one leaves no trace.</summary>
    public virtual bool FramesText => true;

    public abstract void Write(System.Buffers.IBufferWriter<byte> client, in ChatDelta delta);

    /// <summary>Writes what comes last.</summary>
    /// <param name="usage">What the request is charged for.</param>
    public abstract void End(System.Buffers.IBufferWriter<byte> client, in UsageReport usage);
}
