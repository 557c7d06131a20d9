namespace PeppaApi.Providers;

/// <summary>
/// What the relay must know about a request, whatever its dialect, read in one pass. The body stays as it came. A dialect
/// derives from it to remember where in the body it may have to change something. Nothing here holds content.
/// </summary>
public class RequestFacts
{
    public required Operation Operation { get; init; }

    /// <summary>The model as the client calls it.</summary>
    public string Model { get; internal set; } = "";

    public bool Stream { get; internal set; }

    /// <summary>Whether the client is to see the usage at the end of a stream.</summary>
    public bool WantsUsage { get; internal set; }

    /// <summary>The client's limit of output tokens per choice; none if it gave none.</summary>
    public long? OutputLimit { get; internal set; }

    /// <summary>How many answers the upstream writes.</summary>
    public long Choices { get; internal set; } = 1;

    public int Images { get; internal set; }

    /// <summary>Bytes of pictures and the like inside the body, which are no text.</summary>
    public int MediaBytes { get; internal set; }

    public int BodyLength { get; internal set; }

    /// <summary>Whether the input is known to be text: sound and pictures may be dearer.</summary>
    public virtual bool IsText => this is { Images: 0, MediaBytes: 0 };

    /// <summary>What can be used at most of all that is no token: pictures, time, characters, pieces.</summary>
    public UsageReport Pieces { get; internal set; }

    /// <summary>What beside text counts as used where no upstream says it.</summary>
    public virtual UsageReport Assumed => default;

    /// <summary>Size and quality of the pictures asked for, as <c>1024x1024/hd</c>; none elsewhere, or where the client left them open.</summary>
    public string? Variant { get; internal set; }

    /// <summary>Whether no lower output limit can be asked for: where the credit does not cover it all, the request is refused.</summary>
    public bool OutputIsFixed { get; internal set; }

    /// <summary>Whether the model has a price for tokens, so that they are worked out where no upstream reports them.</summary>
    public bool TokensMatter { get; internal set; }

    /// <summary>The body's content type, where it is not JSON.</summary>
    public string? ContentType { get; internal set; }

    /// <summary>
    /// An upper bound of the input tokens, without a tokenizer: a token is at least one byte, and the overhead of a
    /// message is less than its JSON syntax. Pictures count as their family's largest.
    /// </summary>
    public virtual long InputBound => BodyLength - MediaBytes + (Images == 0 ? 0 : Images * ImageTokens.Largest(Model));

    /// <summary>A fair guess of the input tokens, for when nothing better can be known: four bytes a token.</summary>
    public virtual long InputGuess => Math.Max(1, InputBound / 4);
}
