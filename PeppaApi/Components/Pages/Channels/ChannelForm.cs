using System.Text.Json;
using PeppaApi.Channels;
using PeppaApi.Components.Shared;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Channels;

/// <summary>A channel as an operator types it.</summary>
public sealed class ChannelForm
{
    public string Name { get; set; } = "";

    public string Provider { get; private set; } = ChannelProviders.All[0].Name;

    public string BaseUrl { get; set; } = ChannelProviders.All[0].BaseUrl;

    public string Keys { get; set; } = "";

    public string Models { get; set; } = "";

    public string Mapping { get; set; } = "";

    public IReadOnlyCollection<string> Groups { get; set; } = [Group.Default];

    public int Priority { get; set; }

    public int Weight { get; set; } = 1;

    public bool Enabled { get; set; } = true;

    public ClientGonePolicy Gone { get; set; }

    public ChannelAdvancedForm Advanced { get; private init; } = new();

    /// <summary>How many keys are there already.</summary>
    public int KeysKept { get; private init; }

    public ProviderView Vendor => ChannelProviders.Get(Provider);

    public KeyPaste Paste => KeyPaste.Of(Keys, Provider);

    public IReadOnlyList<string> KeyList => Paste.Keys;

    public IReadOnlyList<string> ModelList => [.. Lines.Split(Models).Distinct(StringComparer.Ordinal)];

    public static ChannelForm Of(ChannelView channel) => new()
    {
        Name = channel.Name,
        Provider = channel.Provider,
        BaseUrl = channel.BaseUrl,
        KeysKept = channel.Keys.Count,
        Models = Lines.Join(channel.Models),
        Mapping = Lines.Join(channel.ModelMapping.Select(pair => $"{pair.Key} = {pair.Value}")),
        Groups = channel.Groups,
        Priority = channel.Priority,
        Weight = channel.Weight,
        Enabled = channel.Enabled,
        Gone = channel.ClientGone,
        Advanced = ChannelAdvancedForm.Of(channel),
    };

    /// <summary>Whether two readings of a channel are the same in all that an operator types.</summary>
    public static bool AreSame(ChannelView one, ChannelView other) => JsonSerializer.Serialize(Of(one).ToSpec()) == JsonSerializer.Serialize(Of(other).ToSpec());

    /// <summary>An address or name that was typed stays; one that came with the vendor before gives way.</summary>
    public void Choose(string provider)
    {
        if (ChannelProviders.All.Any(one => one.BaseUrl == BaseUrl.Trim()))
        {
            BaseUrl = ChannelProviders.Get(provider).BaseUrl;
        }

        if (Name == Vendor.Title)
        {
            Name = ChannelProviders.TitleOf(provider);
        }

        Provider = provider;
    }

    /// <summary>Takes a model in or out.</summary>
    public void Choose(IEnumerable<string> models, bool chosen) =>
        Models = Lines.Join(chosen ? ModelList.Union(models, StringComparer.Ordinal) : ModelList.Except(models, StringComparer.Ordinal));

    /// <exception cref="InputException">A field cannot be read.</exception>
    public ChannelSpec ToSpec()
    {
        var keys = KeyList;
        return new ChannelSpec(
            Name, Provider, BaseUrl, KeysKept > 0 && keys.Count == 0 ? null : keys, ModelList, ReadMapping(), [.. Groups], Priority, Weight, Enabled, Advanced.CostMultiplier, Gone)
        {
            Tags = Lines.Split(Advanced.Tags),
            Limits = Advanced.Limits,
            Rules = Advanced.ToRules(),
        };
    }

    private Dictionary<string, string> ReadMapping() => Lines.Split(Mapping)
        .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .GroupBy(pair => pair[0])
        .ToDictionary(pairs => pairs.Key, pairs => pairs.Last().ElementAtOrDefault(1) ?? "");
}
