using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>A provider as an operator chooses it.</summary>
/// <param name="BaseUrl">What a new channel begins with; empty where every account has its own.</param>
/// <param name="KeyForm">How a key is put together; none where it is simply the vendor's key.</param>
public sealed record ProviderView(string Name, string Title, string BaseUrl, string? KeyForm);

/// <summary>What a channel's provider can be.</summary>
public static class ChannelProviders
{
    public static IReadOnlyList<ProviderView> All { get; } =
        [.. ProviderCatalog.All.Select(provider => new ProviderView(provider.Name, provider.Title, provider.BaseUrl, provider.KeyForm))];

    public static string TitleOf(string name) => ProviderCatalog.Find(name)?.Title ?? name;
}
