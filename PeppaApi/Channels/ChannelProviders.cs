using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>A provider as an operator chooses it.</summary>
/// <param name="BaseUrl">What a new channel begins with; empty where every account has its own.</param>
/// <param name="KeyForm">How a key is put together; none where it is simply the vendor's key.</param>
public sealed record ProviderView(string Name, string Title, string BaseUrl, string? KeyForm)
{
    public ProviderSheet Sheet { get; } = ProviderSheet.Of(Name);

    /// <summary>What a key looks like; none if there is no telling.</summary>
    public string? KeyLooks => KeyForm ?? (Sheet.KeyBegins is { } begin ? begin + "…" : null);

    /// <summary>Whether a key is put together as it has to be, and how it usually begins. What is not usual may work all the same.</summary>
    public bool IsUsual(string key) => ProviderCatalog.Find(Name)!.TakesKey(key) && key.StartsWith(Sheet.KeyBegins ?? "", StringComparison.Ordinal);

    /// <summary>Whether it is meant by what somebody typed: each word is in its title, its name or its address.</summary>
    public bool Matches(string? search) => (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(word => $"{Title} {Name} {BaseUrl}".Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What a channel's provider can be.</summary>
public static class ChannelProviders
{
    public static IReadOnlyList<ProviderView> All { get; } =
        [.. ProviderCatalog.All.Select(provider => new ProviderView(provider.Name, provider.Title, provider.BaseUrl, provider.KeyForm))];

    public static ProviderView Get(string name) => All.Single(provider => provider.Name == name);

    /// <summary>Whether something can be a key at all, and is put together as the provider's keys are.</summary>
    public static bool MayBeKey(string key, string? provider) =>
        ChannelInput.MayTravel(key) && (provider is null || ProviderCatalog.Find(provider)?.TakesKey(key) != false);

    public static string TitleOf(string name) => ProviderCatalog.Find(name)?.Title ?? name;
}
