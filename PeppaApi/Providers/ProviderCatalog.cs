using System.Collections.Frozen;
using PeppaApi.Providers.Anthropic;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers;

/// <summary>Every provider that a channel can have. A vendor that speaks a known dialect is one row (vendors/deepseek-moonshot-etc.md, 1).</summary>
public static class ProviderCatalog
{
    private static readonly UpstreamDialect OpenAI = new OpenAIUpstream();

    private static readonly UpstreamDialect Anthropic = new AnthropicUpstream();

    /// <summary>In the order in which an operator chooses.</summary>
    public static IReadOnlyList<Provider> All { get; } =
    [
        new("openai", "OpenAI", OpenAI, "https://api.openai.com"),
        new("anthropic", "Anthropic", Anthropic, "https://api.anthropic.com"),
        new("custom", "OpenAI-compatible", OpenAI, ""),
    ];

    private static readonly FrozenDictionary<string, Provider> ByName = All.ToFrozenDictionary(provider => provider.Name);

    public static Provider? Find(string name) => ByName.GetValueOrDefault(name);
}
