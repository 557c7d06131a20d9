using System.Net;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>Checks what a user typed about a token and brings it into the stored form.</summary>
internal static class TokenRulesInput
{
    private const int MostEntries = 200;

    public static void Apply(ApiToken token, TokenSpec spec)
    {
        var name = spec.Name?.Trim() ?? "";
        InputException.Require(name.Length is > 0 and <= 100 && !name.Any(char.IsControl), "name", "A name has 1 to 100 characters.");
        token.Name = name;
        token.Limit = Limit(spec.LimitUsd);
        token.ExpiresAt = spec.ExpiresAt;
        token.Models = Models(spec.Models ?? []);
        token.AllowedAddresses = Networks(spec.AllowedAddresses ?? [], "allowedIps");
        token.Limits = (spec.Limits ?? new LimitsInput()).ToLimits();
        token.Enabled = spec.Enabled;
    }

    private static long? Limit(decimal? usd)
    {
        if (usd is null)
        {
            return null;
        }

        InputException.Require(
            usd is >= 0 and <= 1_000_000_000 && Credit.TryFromUsd(usd.Value, out _),
            "limitUsd",
            "A limit is from 0 to 1,000,000,000 dollars with at most nine decimals; leave it out for no limit.");
        return Credit.FromUsd(usd.Value);
    }

    private static List<string> Models(IReadOnlyList<string> models)
    {
        InputException.Require(models.Count <= MostEntries, "models", $"At most {MostEntries} models.");
        InputException.Require(models.All(model => model is { Length: > 0 and <= 200 }), "models", "A model name has 1 to 200 characters.");
        return [.. models.Select(model => model.Trim()).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Addresses and networks in the stored form.</summary>
    public static List<string> Networks(IReadOnlyList<string> networks, string field)
    {
        InputException.Require(networks.Count <= MostEntries, field, $"At most {MostEntries} addresses.");
        return [.. networks.Select(network => Network(network, field)).Distinct(StringComparer.Ordinal)];
    }

    private static string Network(string text, string field)
    {
        text = text?.Trim() ?? "";
        if (IPAddress.TryParse(text, out var address))
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return $"{plain}/{(plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)}";
        }

        InputException.Require(
            IPNetwork.TryParse(text, out var network),
            field,
            $"'{text}' is no address and no network. Write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.");
        return network.ToString();
    }
}
