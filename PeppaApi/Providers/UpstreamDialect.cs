using System.Net.Http.Headers;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;

namespace PeppaApi.Providers;

/// <summary>
/// A dialect as upstreams speak it: makes the call, and reads replies, streams and errors for what the relay must know.
/// Where the client spoke the same dialect, bodies go both ways as they are; else they are written and read by way of
/// <see cref="ChatRequest"/>, <see cref="ChatReply"/> and <see cref="ChatDelta"/>. Has no state.
/// </summary>
public abstract class UpstreamDialect
{
    /// <summary>The name of the <see cref="DoorDialect"/> whose bodies this upstream understands as they are.</summary>
    public abstract string Name { get; }

    /// <summary>Whether an operation of a client of the same dialect can be done here.</summary>
    public abstract bool Serves(Operation operation);

    /// <summary>How an operation that is no conversation is done for a client of OpenAI's; none where the vendor does not offer it in a form of its own.</summary>
    public virtual MediaForm? FormOf(Operation operation) => null;

    public abstract Uri Address(in UpstreamTarget target, Operation operation, bool stream);

    /// <summary>Whether it can be told how long an answer may be; where not, the hold is for the longest that the model gives.</summary>
    public virtual bool LimitsOutput => true;

    /// <summary>How keys are exchanged for tokens; none where the key itself goes with the calls.</summary>
    public virtual TokenExchange? Tokens => null;

    /// <summary>
    /// Puts on the call what the vendor wants: the key as a bearer's token, where it wants nothing else; or other headers, the token that the
    /// key was exchanged for, a signature in a header or the address, which carries the time.
    /// </summary>
    public virtual void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access) =>
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.Secret);

    /// <summary>The client's own body for an upstream of the same dialect, with no more changed than must be: in pieces, not joined.</summary>
    /// <param name="outputLimit">The limit to send; none leaves the client's own.</param>
    public abstract List<ReadOnlyMemory<byte>> Edit(RequestFacts facts, ReadOnlyMemory<byte> body, in UpstreamTarget target, long? outputLimit);

    /// <summary>The body for a conversation of another dialect.</summary>
    /// <exception cref="RequestException">It holds what this dialect has no word for.</exception>
    public abstract byte[] WriteChat(ChatRequest request, in UpstreamTarget target);

    /// <summary>Reads a reply that came in one piece for usage and error; what counts as output goes to <paramref name="output"/>.</summary>
    public abstract ReplyReading ReadReply(in UpstreamTarget target, Operation operation, ReadOnlySpan<byte> body, OutputText output);

    /// <summary>Reads a reply for an operation whose request says what the reply does not.</summary>
    public virtual ReplyReading ReadReply(in UpstreamTarget target, RequestFacts facts, ReadOnlySpan<byte> body, OutputText output) =>
        ReadReply(target, facts.Operation, body, output);

    public abstract StreamMeter CreateMeter(in UpstreamTarget target, OutputText output);

    /// <summary>Meters the stream of an operation whose request says what the stream does not.</summary>
    public virtual StreamMeter CreateMeter(in UpstreamTarget target, RequestFacts facts, OutputText output) => CreateMeter(target, output);

    /// <summary>The error that a body carries, or <see langword="null"/> if it carries none or cannot be read.</summary>
    /// <param name="secret">The upstream key: blotted out wherever the upstream repeats it.</param>
    public abstract UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret);

    /// <summary>The error that one event of a stream carries, if it does.</summary>
    public virtual UpstreamError? ReadErrorEvent(ReadOnlyMemory<byte> wholeEvent, string secret) =>
        ServerSentEvent.TryFindData(wholeEvent.Span, out var start, out var length) ? ReadError(wholeEvent.Slice(start, length), secret) : null;

    /// <summary>Whose fault an error is. <paramref name="status"/> is 200 where the error came inside a reply.</summary>
    public virtual UpstreamFault Judge(int status, UpstreamError? error) =>
        status is 401 or 402 ? UpstreamFault.Key
        : status == 429 ? UpstreamFault.Busy
        : status is >= 500 or < 400 or 403 or 404 or 408 ? UpstreamFault.Upstream
        : UpstreamFault.Request;

    /// <summary>Reads a sound reply whole, to translate it.</summary>
    /// <exception cref="System.Text.Json.JsonException">It has another form than this dialect gives.</exception>
    public abstract ChatReply ReadChat(ReadOnlyMemory<byte> body);

    /// <summary>Reads a sound stream, to translate it.</summary>
    public abstract ChatStreamReader CreateStreamReader();

    /// <summary>The smallest request that shows whether an upstream, its key and a model work.</summary>
    public abstract (Operation Operation, byte[] Body) WriteProbe(in UpstreamTarget target);

    /// <summary>The same for a model of embeddings that the vendor has in a form of its own.</summary>
    protected (Operation Operation, byte[] Body)? WriteEmbeddingProbe(in UpstreamTarget target) =>
        target.Model.Contains("embedding", StringComparison.OrdinalIgnoreCase) && FormOf(Operation.Embedding) is { } form
            ? (Operation.Embedding, form.Write("""{"input":"hi"}"""u8.ToArray(), target))
            : null;
}

/// <summary>Where an attempt goes: the vendor with its ways, the channel's address, the model as the upstream calls it.</summary>
public readonly record struct UpstreamTarget(Provider Provider, Uri Endpoint, string Model);
