namespace PeppaApi.Providers.OpenAI;

/// <summary>Where a value stands in the body, in bytes.</summary>
public readonly record struct JsonSpan(int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>
/// What the relay must know about a request of the OpenAI API, read in one pass. The body stays as it came;
/// the spans say where to change it. Nothing here holds content.
/// </summary>
public sealed class OpenAIRequest
{
    public required OpenAIOperation Operation { get; init; }

    /// <summary>The model as the client calls it.</summary>
    public string Model { get; internal set; } = "";

    public bool Stream { get; internal set; }

    /// <summary>Whether the client itself asked for the usage chunk of a stream.</summary>
    public bool WantsUsage { get; internal set; }

    /// <summary>The client's limit of output tokens per choice; none if it gave none.</summary>
    public long? OutputLimit { get; internal set; }

    /// <summary>How many answers the upstream writes: <c>n</c> or <c>best_of</c>, times the prompts.</summary>
    public long Choices { get; internal set; } = 1;

    public int Images { get; internal set; }

    /// <summary>Bytes of pictures and the like inside the body, which are no text.</summary>
    public int MediaBytes { get; internal set; }

    public int BodyLength { get; internal set; }

    internal JsonSpan ModelValue { get; set; }

    internal JsonSpan? MaxTokensValue { get; set; }

    internal JsonSpan? MaxCompletionTokensValue { get; set; }

    internal bool HasStreamOptions { get; set; }

    /// <summary>The object, or the <c>null</c> in its place.</summary>
    internal JsonSpan? StreamOptionsValue { get; set; }

    internal JsonSpan? IncludeUsageValue { get; set; }

    /// <summary>Where members may be put in: after the opening brace.</summary>
    internal int FirstMember { get; set; }

    /// <summary>
    /// An upper bound of the input tokens, without a tokenizer: a token is at least one byte, and the overhead of a
    /// message is less than its JSON syntax. Pictures count as their family's largest (vendors/openai.md, 12.2).
    /// </summary>
    public long InputBound => BodyLength - MediaBytes + ((long)Images * OpenAIImageTokens.Largest(Model));

    /// <summary>A fair guess of the input tokens, for when nothing better can be known: four bytes a token.</summary>
    public long InputGuess => Math.Max(1, InputBound / 4);
}
