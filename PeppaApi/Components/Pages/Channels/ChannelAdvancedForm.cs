using System.Globalization;
using System.Text.Json;
using PeppaApi.Channels;
using PeppaApi.Components.Shared;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Channels;

/// <summary>The rules and limits of a channel as an operator types them.</summary>
public sealed class ChannelAdvancedForm
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public string Tags { get; set; } = "";

    public decimal CostMultiplier { get; set; } = 1;

    public int? Concurrency { get; set; }

    public int? RequestsPerMinute { get; set; }

    public long? TokensPerMinute { get; set; }

    public string SystemPrompt { get; set; } = "";

    public string Set { get; set; } = "";

    public string Defaults { get; set; } = "";

    public string Remove { get; set; } = "";

    public string StatusMapping { get; set; } = "";

    public string Headers { get; set; } = "";

    public string Proxy { get; set; } = "";

    public ChannelLimits Limits => new(Concurrency, RequestsPerMinute, TokensPerMinute);

    public static ChannelAdvancedForm Of(ChannelView channel) => new()
    {
        Tags = string.Join(", ", channel.Tags),
        CostMultiplier = channel.CostMultiplier,
        Concurrency = channel.Limits.Concurrency,
        RequestsPerMinute = channel.Limits.RequestsPerMinute,
        TokensPerMinute = channel.Limits.TokensPerMinute,
        SystemPrompt = channel.Rules.SystemPrompt ?? "",
        Set = Json(channel.Rules.Set),
        Defaults = Json(channel.Rules.Defaults),
        Remove = Lines.Join(channel.Rules.Remove ?? []),
        StatusMapping = Lines.Join((channel.Rules.StatusMapping ?? new Dictionary<int, int>()).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} = {pair.Value}"))),
        Headers = Lines.Join((channel.Rules.Headers ?? new Dictionary<string, string>()).Select(pair => $"{pair.Key}: {pair.Value}")),
        Proxy = channel.Rules.Proxy ?? "",
    };

    /// <exception cref="InputException">A field cannot be read.</exception>
    public ChannelRulesSpec ToRules() => new(
        SystemPrompt,
        Members(Set, "rules.set"),
        Members(Defaults, "rules.defaults"),
        Lines.Split(Remove),
        Status(),
        HeaderLines(),
        Proxy);

    private static string Json(IReadOnlyDictionary<string, JsonElement>? members) =>
        members is null or { Count: 0 } ? "" : JsonSerializer.Serialize(members, Indented);

    private static Dictionary<string, JsonElement> Members(string text, string field)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text) ?? [];
        }
        catch (JsonException)
        {
            throw new InputException(field, """This is a JSON object, such as {"temperature": 0.5}.""");
        }
    }

    private Dictionary<int, int> Status()
    {
        var mapping = new Dictionary<int, int>();
        foreach (var line in Lines.Split(StatusMapping))
        {
            var sides = line.Split('=', 2, StringSplitOptions.TrimEntries);
            InputException.Require(
                int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                & int.TryParse(sides.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var to),
                "rules.statusMapping",
                "Each line is like 400 = 503.");
            mapping[from] = to;
        }

        return mapping;
    }

    // A value may hold a comma: only lines are split here.
    private Dictionary<string, string> HeaderLines()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Headers.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sides = line.Split(':', 2, StringSplitOptions.TrimEntries);
            InputException.Require(sides.Length == 2, "rules.headers", "Each line is like X-Name: value.");
            headers[sides[0]] = sides[1];
        }

        return headers;
    }
}
