using System.Text.Json.Serialization;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Channels;

/// <summary>What an operator decides about a channel.</summary>
/// <param name="Keys">Replaces the keys; none keeps those that are there. Written, never read back.</param>
/// <param name="CostMultiplier">What the upstream costs as a factor of the list price; for reports only.</param>
public sealed record ChannelSpec(
    string Name,
    string Provider,
    string BaseUrl,
    IReadOnlyList<string>? Keys,
    IReadOnlyList<string> Models,
    IReadOnlyDictionary<string, string>? ModelMapping,
    IReadOnlyList<string>? Groups,
    int Priority,
    int Weight,
    bool Enabled,
    decimal CostMultiplier,
    ClientGonePolicy ClientGone)
{
    public IReadOnlyList<string>? Tags { get; init; }

    public ChannelLimits Limits { get; init; }

    public ChannelRulesSpec? Rules { get; init; }
}

public sealed record ChannelKeyView(long Id, string Hint, string? SetAsideReason, DateTimeOffset? SetAsideAt, bool Disabled);

/// <summary>How a channel is doing now.</summary>
/// <param name="CoolingUntil">Until when it is left alone; none while it is in use.</param>
/// <param name="LatencyMs">Milliseconds to the first byte, smoothed; none if there is no telling yet.</param>
/// <param name="RequestsLastMinute">Attempts, of which <paramref name="FailuresLastMinute"/> failed.</param>
public sealed record ChannelLoadView(
    DateTimeOffset? CoolingUntil, string? CoolingReason, int InFlight, int? LatencyMs, long RequestsLastMinute, long FailuresLastMinute)
{
    internal static ChannelLoadView Of(ChannelState? state, DateTimeOffset now) => state is null
        ? new(null, null, 0, null, 0, 0)
        : new(
            state.Breaker.IsCooling(now) ? state.Breaker.Until : null,
            state.Breaker.Reason,
            state.Load.InFlight,
            state.Load.Latency > 0 ? (int)Math.Ceiling(state.Load.Latency) : null,
            state.Requests.Sum(),
            state.Failures.Sum());
}

/// <summary>One change of what a channel or key may be used for.</summary>
/// <param name="KeyHint">The key's last four characters, if it is still there.</param>
public sealed record ChannelEventView(
    DateTimeOffset At,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ChannelEventKind>))] ChannelEventKind Kind,
    long? KeyId,
    string? KeyHint,
    string Reason,
    DateTimeOffset? Until);

public sealed record ChannelView(
    long Id,
    string Name,
    string Provider,
    string BaseUrl,
    IReadOnlyList<ChannelKeyView> Keys,
    IReadOnlyList<string> Models,
    IReadOnlyDictionary<string, string> ModelMapping,
    IReadOnlyList<string> Groups,
    int Priority,
    int Weight,
    bool Enabled,
    decimal CostMultiplier,
    ClientGonePolicy ClientGone,
    DateTimeOffset? TestedAt,
    int? TestMilliseconds,
    string? TestError,
    IReadOnlyList<string> Tags,
    ChannelLimits Limits,
    ChannelRulesSpec Rules,
    ChannelLoadView Load)
{
    internal static ChannelView Of(Channel channel, KeyVault vault, ChannelState? state, DateTimeOffset now) => new(
        channel.Id,
        channel.Name,
        channel.Provider,
        channel.BaseUrl,
        [.. channel.Keys.OrderBy(key => key.Id).Select(key => new ChannelKeyView(key.Id, key.Hint, key.SetAsideReason, key.SetAsideAt, key.Disabled))],
        channel.Models,
        channel.ModelMapping,
        channel.Groups,
        channel.Priority,
        channel.Weight,
        channel.Enabled,
        Credit.FromParts(channel.CostMultiplierParts),
        channel.ClientGone,
        channel.TestedAt,
        channel.TestMilliseconds,
        channel.TestError,
        channel.Tags,
        new ChannelLimits(channel.Concurrency, channel.RequestsPerMinute, channel.TokensPerMinute),
        ChannelRules.Masked(channel, vault),
        ChannelLoadView.Of(state, now));
}
