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
    ClientGonePolicy ClientGone);

public sealed record ChannelKeyView(long Id, string Hint, string? SetAsideReason, DateTimeOffset? SetAsideAt);

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
    string? TestError)
{
    internal static ChannelView Of(Channel channel) => new(
        channel.Id,
        channel.Name,
        channel.Provider,
        channel.BaseUrl,
        [.. channel.Keys.OrderBy(key => key.Id).Select(key => new ChannelKeyView(key.Id, key.Hint, key.SetAsideReason, key.SetAsideAt))],
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
        channel.TestError);
}
