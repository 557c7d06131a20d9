using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>A provider as an operator chooses it.</summary>
/// <param name="BaseUrl">What a new channel begins with; empty where every account has its own.</param>
public sealed record ProviderView(string Name, string Title, string BaseUrl);

/// <summary>What a channel's provider can be.</summary>
public static class ChannelProviders
{
    public static IReadOnlyList<ProviderView> All { get; } =
        [.. ProviderCatalog.All.Select(provider => new ProviderView(provider.Name, provider.Title, provider.BaseUrl))];

    public static string TitleOf(string name) => ProviderCatalog.Find(name)?.Title ?? name;
}
