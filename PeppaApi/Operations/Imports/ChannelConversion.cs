using System.Globalization;
using System.Text.Json;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Operations.Imports;

/// <summary>What a channel of an old relay is here.</summary>
internal static class ChannelConversion
{
    private const int MostPriority = 10_000;

    /// <summary>The tag by which a channel is known when the same database is brought again.</summary>
    public static string Tag(OldRelay relay, long id) => string.Create(CultureInfo.InvariantCulture, $"{relay.Word()}:{id}");

    /// <param name="notes">What is left out of it, for the report.</param>
    /// <exception cref="InputException">It cannot be brought over; the message says why.</exception>
    public static ChannelSpec Convert(OldRow row, OldRelay relay, long id, List<string> notes)
    {
        var (type, vendor) = (row.Whole("type"), OldVendors.Find(relay, row.Whole("type")));
        InputException.Require(vendor is not null, "type", $"vendor number {type} is not known");
        InputException.Require(vendor!.Provider is not null, "type", $"{vendor.Title} (vendor number {type}) has no equal here");
        var models = row.List("models", ',').Distinct(StringComparer.Ordinal).ToList();
        var provider = Provider(vendor, models);
        var name = row.Name("name");
        var keys = Keys(row, relay, notes);
        return new ChannelSpec(
            name.Length > 0 ? name : $"{relay.Word()} channel {id}",
            provider,
            Address(row, vendor, provider, isWhole: relay == OldRelay.NewApi && type == 8),
            keys,
            models,
            Mapping(row),
            Groups(row),
            Priority(row, notes),
            (int)Math.Clamp(row.Whole("weight"), 1, 10_000),
            row.Whole("status", 1) == 1 && keys.Count > 0,
            1,
            ClientGonePolicy.Drain)
        {
            Tags = [Tag(relay, id), .. row.Text("tag") is { Length: > 0 and <= 50 } tag ? (string[])[tag] : []],
            Rules = RulesConversion.Convert(row, notes),
        };
    }

    /// <summary>The groups of a row; none is the default one.</summary>
    public static IReadOnlyList<string> Groups(OldRow row) =>
        row.List("group", ',') is { Count: > 0 } groups ? [.. groups.Distinct(StringComparer.Ordinal)] : [Group.Default];

    // The older ones of Zhipu's models are served by an interface of their own.
    private static string Provider(OldVendor vendor, List<string> models) =>
        vendor.Provider == "zhipu" && models.Count > 0 && models.TrueForAll(model => model.StartsWith("chatglm_", StringComparison.Ordinal)) ? "chatglm" : vendor.Provider!;

    /// <summary>
    /// Old relays name a host and put the vendor's path behind it; here the address holds the path. What is the vendor's own host, or none, is the
    /// address that a new channel begins with.
    /// </summary>
    /// <param name="isWhole">Whether the old address is used as it is.</param>
    private static string Address(OldRow row, OldVendor vendor, string provider, bool isWhole)
    {
        var own = ChannelProviders.Get(provider).BaseUrl;
        var usual = own.Length > 0 ? own : vendor.BaseUrl;
        var text = Whole(row.Text("base_url"));
        if (text.Length == 0 || IsHostOf(text, usual))
        {
            InputException.Require(usual.Length > 0, "base_url", "it has no base_url, and the vendor has none that would do for everybody");
            return usual;
        }

        InputException.Require(
            Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https", "base_url", "base_url is no address of the web");
        if (provider == "azure")
        {
            var version = row.Text("other") is { Length: > 0 } other ? other : Version(row);
            return version.Length > 0 ? $"{text}?api-version={version}" : text;
        }

        var path = Uri.TryCreate(usual, UriKind.Absolute, out var known) ? known.AbsolutePath.TrimEnd('/') : "";
        return address!.AbsolutePath.Trim('/').Length == 0 ? text + path
            : isWhole || EndsWithVersion(address) ? text
            : text + (path.Length == 0 && provider is "custom" or "openai" ? "/v1" : path);
    }

    // new-api lets an operator name the whole address of chat completions.
    private static string Whole(string text)
    {
        const string Operation = "/chat/completions";
        var plain = text.TrimEnd('/');
        return plain.EndsWith(Operation, StringComparison.Ordinal) ? plain[..^Operation.Length] : plain;
    }

    private static bool IsHostOf(string text, string usual) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && Uri.TryCreate(usual, UriKind.Absolute, out var known) && address.Host == known.Host && address.Port == known.Port;

    private static bool EndsWithVersion(Uri address) => address.Segments[^1].Trim('/') is ['v', >= '0' and <= '9', ..];

    private static string Version(OldRow row) => OldRow.TextIn(row.Object("config"), "api_version");

    private static List<string> Keys(OldRow row, OldRelay relay, List<string> notes)
    {
        var text = row.Text("key");
        if (relay == OldRelay.NewApi && text.StartsWith('['))
        {
            throw new InputException("key", "its keys are JSON documents, which no provider here takes");
        }

        var keys = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        var off = Off(row);
        var usable = keys.Where((_, index) => !off.Contains(index)).Distinct(StringComparer.Ordinal).ToList();
        if (keys.Count == 0)
        {
            notes.Add("it has no key, and comes switched off");
        }
        else if (off.Count > 0)
        {
            notes.Add($"{off.Count} of its {keys.Count} keys were switched off and are left out");
        }

        return usable;
    }

    /// <summary>Which of several keys new-api does not use any more.</summary>
    private static HashSet<int> Off(OldRow row)
    {
        var info = row.Object("channel_info");
        return info.TryGetValue("multi_key_status_list", out var list) && list.ValueKind == JsonValueKind.Object
            ? [.. list.EnumerateObject().Where(key => key.Value.ValueKind == JsonValueKind.Number && key.Value.GetRawText() != "1")
                .Select(key => int.TryParse(key.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1)]
            : [];
    }

    private static Dictionary<string, string> Mapping(OldRow row)
    {
        var mapping = row.Object("model_mapping");
        InputException.Require(mapping.Values.All(value => value.ValueKind == JsonValueKind.String), "model_mapping", "model_mapping does not lead from names to names");
        return mapping.ToDictionary(pair => pair.Key, pair => pair.Value.GetString()!);
    }

    private static int Priority(OldRow row, List<string> notes)
    {
        var priority = row.Whole("priority");
        if (Math.Abs(priority) > MostPriority)
        {
            notes.Add($"its priority {priority} is more than {MostPriority:N0}, and is that");
        }

        return (int)Math.Clamp(priority, -MostPriority, MostPriority);
    }
}
