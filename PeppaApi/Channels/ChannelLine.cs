using PeppaApi.Data.Entities;

namespace PeppaApi.Channels;

/// <summary>What a channel may be used for now.</summary>
public enum ChannelCondition
{
    Ready,

    /// <summary>Failed too often: left alone for a while.</summary>
    Cooling,

    /// <summary>Enabled, but no key of it can be used.</summary>
    NoKeys,

    Disabled,
}

/// <summary>A channel as a list shows it: without its keys, of which there may be thousands, and without its rules.</summary>
/// <param name="UsableKeys">Keys that are neither disabled nor set aside; known from memory of enabled channels only.</param>
public sealed record ChannelLine(
    long Id,
    string Name,
    string Provider,
    string BaseUrl,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Tags,
    int Priority,
    int Weight,
    bool Enabled,
    ChannelLimits Limits,
    DateTimeOffset? TestedAt,
    int? TestMilliseconds,
    string? TestError,
    int? UsableKeys,
    ChannelLoadView Load)
{
    public ChannelCondition Condition => !Enabled ? ChannelCondition.Disabled
        : Load.CoolingUntil is not null ? ChannelCondition.Cooling
        : UsableKeys == 0 ? ChannelCondition.NoKeys
        : ChannelCondition.Ready;

    internal static ChannelLine Of(Channel channel, int? usableKeys, ChannelLoadView load) => new(
        channel.Id, channel.Name, channel.Provider, channel.BaseUrl, channel.Models, channel.Groups, channel.Tags, channel.Priority, channel.Weight, channel.Enabled,
        new ChannelLimits(channel.Concurrency, channel.RequestsPerMinute, channel.TokensPerMinute),
        channel.TestedAt, channel.TestMilliseconds, channel.TestError, usableKeys, load);
}

/// <summary>How many keys a channel has, and how many of them may be used.</summary>
public readonly record struct KeyCount(int All, int Usable);
