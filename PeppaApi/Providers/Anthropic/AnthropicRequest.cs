namespace PeppaApi.Providers.Anthropic;

/// <summary>What the relay must know about a request of the Anthropic API. The spans say where the body may have to be changed.</summary>
public sealed class AnthropicRequest : RequestFacts
{
    internal JsonSpan ModelValue { get; set; }

    internal JsonSpan? MaxTokensValue { get; set; }

    internal JsonSpan? ThinkingValue { get; set; }

    /// <summary>Tokens that the model may think with; always fewer than the limit.</summary>
    internal long ThinkingBudget { get; set; }

    internal bool HasMessages { get; set; }
}
