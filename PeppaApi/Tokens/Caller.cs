using System.Collections.Frozen;
using System.Net;
using PeppaApi.Data.Entities;

namespace PeppaApi.Tokens;

/// <summary>Who sends a relay request: a token and its user, as they are at this moment.</summary>
/// <param name="UserLimits">What the user may use with all tokens together.</param>
public sealed record Caller(long UserId, long TokenId, string GroupName, TokenRules Rules, UsageLimits UserLimits);

/// <summary>What a token may do. No models, networks or limits is no restriction.</summary>
public sealed record TokenRules(
    bool Enabled, DateTimeOffset? ExpiresAt, FrozenSet<string> Models, IReadOnlyList<IPNetwork> Networks, UsageLimits Limits)
{
    /// <summary>Of a token that may do all.</summary>
    public static TokenRules None { get; } = new(true, null, FrozenSet<string>.Empty, [], UsageLimits.None);

    public static TokenRules Of(bool enabled, DateTimeOffset? expiresAt, List<string> models, List<string> networks, UsageLimits limits) =>
        new(enabled, expiresAt, models.ToFrozenSet(StringComparer.Ordinal), [.. networks.Select(network => IPNetwork.Parse(network))], limits);

    public bool AllowsModel(string model) => Models.Count == 0 || Models.Contains(model);

    public bool AllowsAddress(IPAddress? address)
    {
        if (Networks.Count == 0)
        {
            return true;
        }

        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Networks.Any(network => network.Contains(plain));
    }
}

/// <summary>Why a key was refused.</summary>
public enum TokenRefusal
{
    None,
    Missing,

    /// <summary>Malformed and unknown keys look the same to the outside.</summary>
    Invalid,
    Expired,
    Disabled,
    UserDisabled,
}

public readonly record struct TokenVerdict(Caller? Caller, TokenRefusal Refusal);
