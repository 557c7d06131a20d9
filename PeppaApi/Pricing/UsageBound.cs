namespace PeppaApi.Pricing;

/// <summary>
/// The most that a request can use, known before it is sent: what the hold is made for. The door that reads the request
/// fills in what its kind of request can use; all else is zero.
/// </summary>
public readonly record struct UsageBound
{
    /// <summary>Input tokens of all kinds.</summary>
    public long Input { get; init; }

    /// <summary>Whether all of the input is known to be text. Else it may be sound or pictures, which can be dearer.</summary>
    public bool TextInput { get; init; }

    /// <summary>Output tokens of all kinds, of all answers.</summary>
    public long Output { get; init; }

    /// <summary>Whether all of the output is known to be text or reasoning.</summary>
    public bool TextOutput { get; init; }

    /// <summary>Pictures to be made.</summary>
    public long Images { get; init; }

    /// <summary>Size and quality of the pictures, as <c>1024x1024/hd</c>; none where they are not known, such as <c>auto</c>.</summary>
    public string? Variant { get; init; }

    /// <summary>Length of sound or video.</summary>
    public long Milliseconds { get; init; }

    public long Characters { get; init; }

    /// <summary>Documents to be ranked, searches and the like.</summary>
    public long Units { get; init; }
}
