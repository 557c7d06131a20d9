using System.Collections.Frozen;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>A channel as requests see it.</summary>
public sealed record ChannelEntry(
    long Id,
    string Name,
    Provider Provider,
    Uri Endpoint,
    int Weight,
    int Priority,
    ClientGonePolicy ClientGone,
    FrozenDictionary<string, string> ModelMapping,
    IReadOnlyList<KeyEntry> Keys,
    ChannelState State)
{
    public ChannelLimits Limits { get; init; }

    public ChannelRules Rules { get; init; } = ChannelRules.None;

    /// <summary>What the upstream costs the operator, in parts per million of the list price.</summary>
    public long CostMultiplierParts { get; init; }

    /// <summary>Whether a limit of the operator stands against another request now.</summary>
    public bool IsFull =>
        State.Load.InFlight >= (Limits.Concurrency ?? int.MaxValue)
        || (Limits.RequestsPerMinute is { } requests && State.Requests.Sum() >= requests)
        || (Limits.TokensPerMinute is { } tokens && State.Tokens.Sum() >= tokens);
}

/// <summary>What an operator lets a channel take at most; none is no limit.</summary>
public readonly record struct ChannelLimits(int? Concurrency, int? RequestsPerMinute, long? TokensPerMinute);

/// <summary>A usable key. The secret goes into one header and nowhere else.</summary>
public sealed record KeyEntry(long Id, string Secret, KeyState State)
{
    public override string ToString() => $"key {Id}";
}
