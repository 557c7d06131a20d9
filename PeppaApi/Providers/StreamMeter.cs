using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers;

public enum StreamEventKind
{
    /// <summary>Goes to the client, but for <see cref="StreamEvent.Cut"/>.</summary>
    Content,

    /// <summary>A comment or the like: goes to the client of the same dialect and says nothing.</summary>
    Other,

    /// <summary>Only the usage, in an event of its own: goes to the client that asked for it.</summary>
    Usage,

    /// <summary>Is for the relay alone.</summary>
    Hidden,

    Error,

    /// <summary>The last event: nothing follows.</summary>
    Done,
}

/// <param name="Cut">Bytes of the event that the client did not ask for.</param>
/// <param name="Text">The text that is all that the event says; none where it says more, or something else.</param>
public readonly record struct StreamEvent(StreamEventKind Kind, JsonSpan? Cut = null, TextPiece? Text = null);

/// <summary>A piece of the first answer's text or thought.</summary>
/// <param name="Escaped">Where it stands in the event, between its quotes. Escapes are the same in every dialect, as all are JSON.</param>
public readonly record struct TextPiece(ChatDeltaKind Kind, JsonSpan Escaped)
{
    internal TextPiece Shifted(int start) => this with { Escaped = new JsonSpan(start + Escaped.Start, Escaped.Length) };
}

/// <summary>
/// Meters an upstream's stream event by event: takes note of usage, end and the text written, and gives no more meaning
/// to it than that takes. Used by one request, on the hot path: it allocates nothing for an event.
/// </summary>
public abstract class StreamMeter(OutputText output)
{
    /// <summary>As reported; none if the upstream said nothing so far, or something impossible.</summary>
    public UsageReport? Usage { get; protected set; }

    /// <summary>Whether the answer has come to its end, even if the stream has not.</summary>
    public bool Finished { get; protected set; }

    /// <summary>Whether the output in <see cref="Usage"/> is what the upstream said of it when it began, not how much it came to.</summary>
    public virtual bool IsProvisional => false;

    /// <summary>Whether <see cref="Usage"/> was worked out here, because the stream did not say.</summary>
    public bool Counted { get; protected set; }

    /// <summary>Size and quality of pictures that the client had left open, as the stream has them.</summary>
    public string? Variant { get; protected set; }

    protected OutputText Output => output;

    /// <summary>Reads one event, its closing empty line included.</summary>
    public abstract StreamEvent Read(ReadOnlySpan<byte> wholeEvent);

    /// <summary>The events that end the stream where it stands, as its own dialect ends one that reached the output limit.</summary>
    /// <param name="firstEvent">The stream's first event.</param>
    public abstract byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage);
}
