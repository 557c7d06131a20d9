using System.Globalization;
using System.Text.Json;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>Checks the rules of a channel and brings them into the stored form.</summary>
internal static class ChannelRulesInput
{
    private const int LongestPrompt = 20_000;
    private static readonly string[] Schemes = ["http", "https", "socks5", "socks4"];

    // What the hold was computed from, or what decides how the reply is read.
    private static readonly string[] Untouchable =
    [
        "model", "messages", "contents", "input", "prompt", "stream", "stream_options", "n", "best_of", "max_tokens", "max_completion_tokens", "max_output_tokens", "generationConfig",
        "size", "quality", "partial_images", "file", "image", "image[]", "images", "mask", "stream_format", "documents",
    ];

    private static readonly string[] OwnHeaders =
        ["host", "content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect", "accept-encoding"];

    /// <summary>Whether a member of the body may be changed at all.</summary>
    public static bool IsFree(string name) => name.Length is > 0 and <= 100 && !Untouchable.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static void Apply(Channel channel, ChannelRulesSpec rules, KeyVault vault)
    {
        var prompt = string.IsNullOrWhiteSpace(rules.SystemPrompt) ? null : rules.SystemPrompt.Trim();
        InputException.Require(prompt is null || prompt.Length <= LongestPrompt, "rules.systemPrompt", $"The instructions have at most {LongestPrompt:N0} characters.");
        channel.SystemPrompt = prompt;
        channel.SetMembers = Members(rules.Set, "rules.set");
        channel.DefaultMembers = Members(rules.Defaults, "rules.defaults");
        channel.RemovedMembers = [.. (rules.Remove ?? []).Select(name => name.Trim()).Where(name => name.Length > 0).Distinct()];
        RequireFree(channel.RemovedMembers, "rules.remove");
        channel.StatusMapping = Status(rules.StatusMapping);
        channel.ProtectedHeaders = Headers(channel, rules.Headers, vault);
        channel.ProtectedProxy = Proxy(channel, rules.Proxy, vault);
    }

    private static Dictionary<string, string> Members(IReadOnlyDictionary<string, JsonElement>? members, string field)
    {
        RequireFree([.. members?.Keys ?? []], field);
        return (members ?? new Dictionary<string, JsonElement>()).ToDictionary(pair => pair.Key, pair => pair.Value.GetRawText());
    }

    private static void RequireFree(List<string> names, string field)
    {
        InputException.Require(names.Count <= 50 && names.TrueForAll(name => name.Length is > 0 and <= 100), field, "At most 50 names of 1 to 100 characters.");
        var bad = names.Find(name => Untouchable.Contains(name, StringComparer.OrdinalIgnoreCase));
        InputException.Require(bad is null, field, $"'{bad}' cannot be changed here: what is charged depends on it.");
    }

    private static Dictionary<string, string> Status(IReadOnlyDictionary<int, int>? mapping)
    {
        var clean = mapping ?? new Dictionary<int, int>();
        InputException.Require(clean.All(pair => IsError(pair.Key) && IsError(pair.Value)), "rules.statusMapping", "A mapping leads from one status of 400 to 599 to another.");
        return clean.ToDictionary(pair => pair.Key.ToString(CultureInfo.InvariantCulture), pair => pair.Value.ToString(CultureInfo.InvariantCulture));
    }

    private static bool IsError(int status) => status is >= 400 and <= 599;

    private static string? Headers(Channel channel, IReadOnlyDictionary<string, string>? headers, KeyVault vault)
    {
        const string Field = "rules.headers";
        if (headers is null or { Count: 0 })
        {
            return null;
        }

        var before = ChannelRules.HeadersOf(channel, vault);
        var clean = headers.ToDictionary(
            pair => pair.Key.Trim(),
            pair => pair.Value == ChannelRulesSpec.Kept ? before.GetValueOrDefault(pair.Key.Trim()) ?? "" : pair.Value.Trim());
        foreach (var (name, value) in clean)
        {
            InputException.Require(
                name.Length is > 0 and <= 100 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'), Field, $"'{name}' is no name of a header.");
            InputException.Require(!OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase), Field, $"'{name}' is set by the relay itself.");
            InputException.Require(value.Length is > 0 and <= 2_000 && ChannelInput.IsPlain(value), Field, $"The value of '{name}' has 1 to 2,000 plain characters.");
        }

        return vault.Protect(JsonSerializer.Serialize(clean));
    }

    private static string? Proxy(Channel channel, string? proxy, KeyVault vault)
    {
        if (string.IsNullOrWhiteSpace(proxy))
        {
            return null;
        }

        if (proxy.Contains(ChannelRulesSpec.Kept, StringComparison.Ordinal) && channel.ProtectedProxy is { } stored)
        {
            return stored;
        }

        var ok = Uri.TryCreate(proxy.Trim(), UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme) && address.PathAndQuery is "/" or "";
        InputException.Require(ok, "rules.proxy", "A proxy is like http://user:password@host:3128 or socks5://host:1080.");
        return vault.Protect(address!.ToString());
    }
}
