using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>What a user decides about a token.</summary>
/// <param name="LimitUsd">The most that it may ever spend; none is no limit.</param>
/// <param name="AllowedAddresses">Addresses or networks in CIDR notation, IPv4 or IPv6; none is every address.</param>
/// <param name="Limits">What it may use in a time; none is any amount.</param>
public sealed record TokenSpec(
    string Name,
    decimal? LimitUsd,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> AllowedAddresses,
    bool Enabled = true,
    LimitsInput? Limits = null);

/// <summary>A token as its owner sees it; money in nano-dollars.</summary>
/// <param name="PreviousKeyUntil">Until when the key before the last rotation opens, too.</param>
public sealed record TokenView(
    long Id,
    long UserId,
    string Name,
    string Prefix,
    long? Limit,
    long Spent,
    long Held,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> AllowedAddresses,
    UsageLimits Limits,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PreviousKeyUntil)
{
    /// <summary>What it may still spend; none is no limit.</summary>
    public long? Left => Limit is { } limit ? Math.Max(0, limit - Spent - Held) : null;
}

/// <param name="Key">The whole key: here and never again.</param>
public sealed record CreatedToken(long Id, string Key, TokenView Token);
