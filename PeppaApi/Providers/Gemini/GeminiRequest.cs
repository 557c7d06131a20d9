namespace PeppaApi.Providers.Gemini;

/// <summary>What the relay must know about a request of the Gemini API. The spans say where the body may have to be changed.</summary>
public sealed class GeminiRequest : RequestFacts
{
    /// <summary>The model's full names inside the body, which must be the one of the address.</summary>
    internal List<JsonSpan> ModelValues { get; } = [];

    /// <summary>The object, or the <c>null</c> in its place.</summary>
    internal JsonSpan? ConfigValue { get; set; }

    internal JsonSpan? MaxOutputTokensValue { get; set; }

    /// <summary>Input tokens of what only the upstream can see, such as files that it fetches itself.</summary>
    internal long FetchedInput { get; set; }

    public override long InputBound => base.InputBound + FetchedInput;

    /// <summary>Where members may be put in: after the opening brace.</summary>
    internal int FirstMember { get; set; }
}
