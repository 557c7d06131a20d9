namespace PeppaApi.Providers.OpenAI;

/// <summary>What the relay must know about a request of the OpenAI API. The spans say where the body may have to be changed.</summary>
public sealed class OpenAIRequest : RequestFacts
{
    internal JsonSpan ModelValue { get; set; }

    internal JsonSpan? MaxTokensValue { get; set; }

    internal JsonSpan? MaxCompletionTokensValue { get; set; }

    internal bool HasStreamOptions { get; set; }

    /// <summary>The object, or the <c>null</c> in its place.</summary>
    internal JsonSpan? StreamOptionsValue { get; set; }

    internal JsonSpan? IncludeUsageValue { get; set; }

    /// <summary>Where members may be put in: after the opening brace.</summary>
    internal int FirstMember { get; set; }
}
