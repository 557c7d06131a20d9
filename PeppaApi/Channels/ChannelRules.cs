using System.Collections.Frozen;
using System.Text.Json;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>How calls to a channel differ from the usual, as an operator writes and reads it.</summary>
/// <param name="SystemPrompt">Instructions that go before the client's own in conversations.</param>
/// <param name="Set">Members of the body that are set whatever the client says.</param>
/// <param name="Defaults">Members that are set where the client leaves them out.</param>
/// <param name="Remove">Members that are not sent on.</param>
/// <param name="StatusMapping">Error status of the upstream to the one that it is taken for.</param>
/// <param name="Headers">Sent with each call. Values are written, never read back: <see cref="Kept"/> stands for one that is there.</param>
/// <param name="Proxy">Address of a proxy, <c>http://</c> or <c>socks5://</c>. A password in it is never read back.</param>
public sealed record ChannelRulesSpec(
    string? SystemPrompt = null,
    IReadOnlyDictionary<string, JsonElement>? Set = null,
    IReadOnlyDictionary<string, JsonElement>? Defaults = null,
    IReadOnlyList<string>? Remove = null,
    IReadOnlyDictionary<int, int>? StatusMapping = null,
    IReadOnlyDictionary<string, string>? Headers = null,
    string? Proxy = null)
{
    public const string Kept = "••••";
}

/// <summary>How calls to a channel differ from the usual, as requests see it.</summary>
public sealed class ChannelRules
{
    private static readonly BodyRules NoBodyRules = new(null, FrozenDictionary<string, JsonElement>.Empty, FrozenDictionary<string, JsonElement>.Empty, []);
    private FrozenDictionary<int, int> _status = FrozenDictionary<int, int>.Empty;

    public static ChannelRules None { get; } = new();

    public BodyRules Body { get; private init; } = NoBodyRules;

    public IReadOnlyDictionary<string, string> Headers { get; private init; } = FrozenDictionary<string, string>.Empty;

    public Uri? Proxy { get; private init; }

    /// <summary>What an error status of the upstream is taken for.</summary>
    public int StatusOf(int status) => _status.GetValueOrDefault(status, status);

    public void AddHeaders(HttpRequestMessage message)
    {
        foreach (var (name, value) in Headers)
        {
            // The operator's own comes in place of what the dialect sets.
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Makes a call of the operator's own like those of clients.</summary>
    internal async Task ApplyAsync(HttpRequestMessage probe, string dialect, CancellationToken cancellationToken)
    {
        AddHeaders(probe);
        if (!Body.IsEmpty && probe.Content is { } content)
        {
            var pieces = Body.Apply([await content.ReadAsByteArrayAsync(cancellationToken)], dialect);
            probe.Content = new ByteArrayContent([.. pieces.SelectMany(piece => piece.ToArray())]) { Headers = { ContentType = content.Headers.ContentType } };
        }
    }

    internal static ChannelRules Of(Channel channel, KeyVault vault)
    {
        var proxy = channel.ProtectedProxy is null ? null : vault.TryReveal(channel.ProtectedProxy);
        return new ChannelRules
        {
            _status = channel.StatusMapping.ToFrozenDictionary(pair => Number(pair.Key), pair => Number(pair.Value)),
            Body = new BodyRules(channel.SystemPrompt, Values(channel.SetMembers), Values(channel.DefaultMembers), channel.RemovedMembers),
            Headers = HeadersOf(channel, vault),
            Proxy = proxy is null ? null : new Uri(proxy),
        };
    }

    internal static Dictionary<string, string> HeadersOf(Channel channel, KeyVault vault) =>
        channel.ProtectedHeaders is { } stored && vault.TryReveal(stored) is { } json
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(json)!
            : [];

    internal static Dictionary<string, JsonElement> Values(Dictionary<string, string> members) =>
        members.ToDictionary(pair => pair.Key, pair => JsonElement.Parse(pair.Value));

    /// <summary>The rules without what is secret in them.</summary>
    internal static ChannelRulesSpec Masked(Channel channel, KeyVault vault)
    {
        var proxy = channel.ProtectedProxy is null ? null : vault.TryReveal(channel.ProtectedProxy);
        return new ChannelRulesSpec(
            channel.SystemPrompt,
            Values(channel.SetMembers),
            Values(channel.DefaultMembers),
            channel.RemovedMembers,
            channel.StatusMapping.ToDictionary(pair => Number(pair.Key), pair => Number(pair.Value)),
            HeadersOf(channel, vault).ToDictionary(pair => pair.Key, _ => ChannelRulesSpec.Kept),
            proxy is null ? null : MaskedProxy(new Uri(proxy)));
    }

    private static string MaskedProxy(Uri proxy) => proxy.UserInfo.Length == 0
        ? proxy.GetLeftPart(UriPartial.Authority)
        : $"{proxy.Scheme}://{proxy.UserInfo.Split(':')[0]}:{ChannelRulesSpec.Kept}@{proxy.Authority}";

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
