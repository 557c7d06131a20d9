using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>Checks what an operator typed about a channel and brings it into the stored form.</summary>
internal static class ChannelInput
{
    public const int MostKeys = 5_000;
    private const int MostTags = 20;

    public static void Apply(Channel channel, ChannelSpec spec, IReadOnlyList<Group> known, KeyVault vault)
    {
        var name = spec.Name?.Trim() ?? "";
        InputException.Require(name.Length is > 0 and <= 100, "name", "A name has 1 to 100 characters.");
        InputException.Require(
            ProviderCatalog.Find(spec.Provider) is not null,
            "provider",
            $"There are these providers: {string.Join(", ", ProviderCatalog.All.Select(provider => provider.Name))}.");
        CheckPlace(spec.Priority, spec.Weight);
        InputException.Require(
            spec.CostMultiplier is >= 0 and <= 1_000 && Credit.TryToParts(spec.CostMultiplier, out _),
            "costMultiplier",
            "The cost multiplier is from 0 to 1,000 with at most six decimals.");
        channel.Name = name;
        channel.Provider = spec.Provider;
        channel.BaseUrl = BaseUrl(spec.BaseUrl, ProviderCatalog.Find(spec.Provider)!);
        channel.Models = Names(spec.Models ?? [], "models", "Name at least one model.");
        channel.ModelMapping = Mapping(spec.ModelMapping);
        channel.Groups = Groups(spec.Groups, known);
        channel.Priority = spec.Priority;
        channel.Weight = spec.Weight;
        channel.Enabled = spec.Enabled;
        channel.CostMultiplierParts = Credit.ToParts(spec.CostMultiplier);
        channel.ClientGone = spec.ClientGone;
        channel.Tags = Tags(spec.Tags ?? [], "tags");
        var limits = spec.Limits;
        InputException.Require(limits.Concurrency is null or > 0, "concurrency", "A limit is at least 1; leave it empty for none.");
        InputException.Require(limits.RequestsPerMinute is null or > 0, "requestsPerMinute", "A limit is at least 1; leave it empty for none.");
        InputException.Require(limits.TokensPerMinute is null or > 0, "tokensPerMinute", "A limit is at least 1; leave it empty for none.");
        (channel.Concurrency, channel.RequestsPerMinute, channel.TokensPerMinute) = (limits.Concurrency, limits.RequestsPerMinute, limits.TokensPerMinute);
        ChannelRulesInput.Apply(channel, spec.Rules ?? new ChannelRulesSpec(), vault);
    }

    /// <exception cref="InputException">It changes nothing, or cannot be accepted for any channel.</exception>
    public static void Check(ChannelChange change)
    {
        InputException.Require(!change.IsEmpty, "change", "Name something to change.");
        CheckPlace(change.Priority ?? 0, change.Weight ?? 1);
        Tags(change.AddTags ?? [], "addTags");
    }

    /// <returns>False where a channel would have too many tags; it is as it was.</returns>
    public static bool TryApply(Channel channel, ChannelChange change)
    {
        var tags = channel.Tags.Except((change.RemoveTags ?? []).Select(tag => tag.Trim())).Union(Tags(change.AddTags ?? [], "addTags")).ToList();
        if (tags.Count > Math.Max(MostTags, channel.Tags.Count))
        {
            return false;
        }

        channel.Tags = tags;
        (channel.Priority, channel.Weight, channel.Enabled) = (change.Priority ?? channel.Priority, change.Weight ?? channel.Weight, change.Enabled ?? channel.Enabled);
        return true;
    }

    private static void CheckPlace(int priority, int weight)
    {
        InputException.Require(weight is >= 1 and <= 10_000, "weight", "The weight is from 1 to 10,000.");
        InputException.Require(priority is >= -10_000 and <= 10_000, "priority", "The priority is from -10,000 to 10,000.");
    }

    /// <summary>What of a channel that is not saved yet is needed to call its upstream, with its first key.</summary>
    /// <exception cref="InputException">One of these fields cannot be accepted.</exception>
    public static ChannelAccess Draft(ChannelSpec spec, KeyVault vault)
    {
        var provider = ProviderCatalog.Find(spec.Provider);
        InputException.Require(provider is not null, "provider", "There is no such provider.");
        var channel = new Channel { Name = "", BaseUrl = BaseUrl(spec.BaseUrl, provider!) };
        var keys = Keys(spec.Keys ?? [], spec.Provider);
        ChannelRulesInput.Apply(channel, spec.Rules ?? new ChannelRulesSpec(), vault);
        return new ChannelAccess(0, new UpstreamTarget(provider!, new Uri(channel.BaseUrl), ""), keys[0], ChannelRules.Of(channel, vault));
    }

    /// <summary>Keys as they were pasted, without blanks and doubles.</summary>
    /// <param name="provider">Whose keys they are: some vendors' are put together of several parts.</param>
    public static List<string> Keys(IReadOnlyList<string> keys, string provider)
    {
        var clean = keys.Select(key => key.Trim()).Where(key => key.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        InputException.Require(clean.Count > 0, "keys", "Give at least one key.");
        InputException.Require(clean.Count <= MostKeys, "keys", $"A channel has at most {MostKeys:N0} keys.");
        InputException.Require(
            clean.TrueForAll(MayTravel),
            "keys",
            "A key has no spaces and only plain characters, because it travels in a header.");
        var known = ProviderCatalog.Find(provider);
        InputException.Require(known is null || clean.TrueForAll(known.TakesKey), "keys", $"A key of this provider is like {known?.KeyForm}.");
        return clean;
    }

    /// <summary>Whether a header can carry it.</summary>
    public static bool MayTravel(string key) => key.Length <= 2_000 && key.All(letter => letter is > ' ' and < (char)127);

    /// <summary>Whether it is plain text, as values of headers are.</summary>
    public static bool IsPlain(string value) => value.All(letter => letter is >= ' ' and < (char)127);

    private static string BaseUrl(string text, Provider provider)
    {
        var ok = Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" && IsQueryAllowed(address.Query, provider) && address.Fragment.Length == 0 && address.UserInfo.Length == 0;
        InputException.Require(ok, "baseUrl", "The base URL is like https://api.openai.com, without query or password.");
        return address!.ToString().TrimEnd('/');
    }

    private static bool IsQueryAllowed(string query, Provider provider) =>
        query.Length == 0 || (provider.NamesVersion && query.StartsWith("?api-version=", StringComparison.Ordinal) && !query.Contains('&'));

    // Left out, the tiers for sale are in: whoever buys one must not lose what they had.
    private static List<string> Groups(IReadOnlyList<string>? groups, IReadOnlyList<Group> known)
    {
        var names = groups is null or { Count: 0 }
            ? [Group.Default, .. known.Where(group => group.PriceFen is not null).Select(group => group.Name).Order()]
            : Names(groups, "groups", "Name at least one group.");
        InputException.Require(names.TrueForAll(name => known.Any(group => group.Name == name)), "groups", $"There are these groups: {string.Join(", ", known.Select(group => group.Name).Order())}.");
        return names;
    }

    private static List<string> Tags(IReadOnlyList<string> tags, string field)
    {
        var clean = tags.Select(tag => tag?.Trim() ?? "").Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        InputException.Require(clean.Count <= MostTags && clean.TrueForAll(tag => tag.Length <= 50), field, "At most 20 tags of at most 50 characters.");
        return clean;
    }

    private static Dictionary<string, string> Mapping(IReadOnlyDictionary<string, string>? mapping)
    {
        var clean = (mapping ?? new Dictionary<string, string>()).ToDictionary(pair => pair.Key.Trim(), pair => pair.Value?.Trim() ?? "");
        InputException.Require(clean.All(pair => pair.Key.Length > 0 && pair.Value.Length > 0), "modelMapping", "Each mapping names two models.");
        return clean;
    }

    private static List<string> Names(IReadOnlyList<string> names, string field, string empty)
    {
        var clean = names.Select(name => name?.Trim() ?? "").Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        InputException.Require(clean.Count > 0, field, empty);
        InputException.Require(clean.Count <= 2_000 && clean.TrueForAll(name => name.Length <= 200), field, "At most 2,000 names of at most 200 characters.");
        return clean;
    }
}
