using System.Net;
using System.Text.Json.Serialization;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>Limits that hold for everybody.</summary>
/// <param name="ExemptAddresses">Addresses and networks whose requests no limit of requests or tokens stops; limits of credit do.</param>
/// <param name="Users">For each user with all tokens together, where the user has none of their own.</param>
public sealed record LimitSettings(IReadOnlyList<string> ExemptAddresses, LimitsInput Users) : IOperatorSettings<LimitSettings>
{
    public static string Name => "limits";

    public static LimitSettings Default { get; } = new([], new LimitsInput());

    [JsonIgnore]
    public UsageLimits OfUsers => field ??= Users.ToLimits();

    [JsonIgnore]
    private IPNetwork[] Exempt => field ??= [.. ExemptAddresses.Select(network => IPNetwork.Parse(network))];

    public bool IsExempt(IPAddress? address)
    {
        if (Exempt.Length == 0 || address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Exempt.Any(network => network.Contains(plain));
    }

    public LimitSettings Checked()
    {
        var users = Users ?? new LimitsInput();
        _ = users.ToLimits();
        return new LimitSettings(TokenRulesInput.Networks(ExemptAddresses ?? [], "exemptAddresses"), users);
    }
}
