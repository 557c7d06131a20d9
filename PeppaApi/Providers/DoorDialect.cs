using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers;

/// <summary>
/// A dialect as clients speak it: reads their requests, and writes errors, replies and streams as they expect them.
/// An upstream of the same <see cref="Name"/> gets and gives the bytes as they are; for any other one a conversation is
/// translated by way of <see cref="ChatRequest"/>, <see cref="ChatReply"/> and <see cref="ChatDelta"/>. Has no state.
/// </summary>
public abstract class DoorDialect
{
    public abstract string Name { get; }

    /// <summary>Request headers that mean something to an upstream of the same dialect, and go there.</summary>
    public virtual IReadOnlyList<string> PassedHeaders => [];

    /// <summary>The header in which the dialect's own clients look for the request's id, beside <c>X-Request-Id</c>.</summary>
    public virtual string? RequestIdHeader => null;

    /// <summary>
    /// What is sent on a stream that has nothing to say yet and which the dialect's own clients skip: an event made for it, or a comment;
    /// none where they do not parse streams by the standard.
    /// </summary>
    public virtual byte[]? Heartbeat => null;

    /// <summary>How usage records name an operation: the end of its address.</summary>
    public abstract string Label(Operation operation);

    /// <summary>Reads what the relay must know, in one pass over the body and without a copy.</summary>
    /// <exception cref="RequestException">The body is no request of this dialect.</exception>
    public abstract RequestFacts Read(in DoorCall call, ReadOnlySpan<byte> body);

    /// <summary>Input tokens counted from the text of a request that was read; costs milliseconds.</summary>
    public abstract long CountInput(TokenCounter counter, RequestFacts facts, ReadOnlyMemory<byte> body);

    /// <summary>The body of an error.</summary>
    public abstract byte[] WriteError(DoorError error);

    /// <summary>The event that tells of an error after the stream has begun, where no status can tell it any more.</summary>
    public abstract byte[] WriteErrorEvent(DoorError error);

    /// <summary>The list of the models that a client may use.</summary>
    public abstract byte[] WriteModels(IReadOnlyList<ListedModel> models);

    public abstract byte[] WriteModel(ListedModel model);

    /// <summary>The answer to <see cref="Operation.CountTokens"/>, if the dialect has that operation.</summary>
    public virtual byte[] WriteTokenCount(long tokens) => throw new NotSupportedException();

    /// <summary>Reads a conversation whole, to translate it.</summary>
    /// <exception cref="RequestException">It holds what the internal form has no place for.</exception>
    public abstract ChatRequest ReadChat(RequestFacts facts, ReadOnlyMemory<byte> body);

    /// <summary>Writes a reply that came in one piece from an upstream of another dialect.</summary>
    public abstract byte[] WriteReply(ChatReply reply, RequestFacts facts, in UsageReport usage, DateTimeOffset now);

    /// <summary>Writes the stream of an upstream of another dialect.</summary>
    public abstract ChatStreamWriter CreateStreamWriter(ChatStreamStart start);

    /// <summary>Streams go as server-sent events, unless the dialect has another way to send them.</summary>
    public virtual StreamPassage Frame(StreamPassage passage) => passage;

    /// <summary>What an upstream's error event becomes here.</summary>
    internal byte[] WriteErrorEvent(UpstreamError? error, string requestId) => WriteErrorEvent(
        new DoorError(502, "upstream_error", error?.Code, null, error?.Message ?? "The upstream failed.", requestId));
}

/// <summary>What the address of a request said beside its body.</summary>
/// <param name="Model">The model, where the dialect has it in the address.</param>
/// <param name="Stream">Whether the address asks for a stream.</param>
public readonly record struct DoorCall(Operation Operation, string? Model = null, bool Stream = false)
{
    /// <summary>The content type of the body as the client named it.</summary>
    public string? ContentType { get; init; }
}
