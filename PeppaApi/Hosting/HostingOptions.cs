using System.ComponentModel.DataAnnotations;
using System.Net;

namespace PeppaApi.Hosting;

/// <summary>The <c>Hosting</c> section of the configuration.</summary>
public sealed class HostingOptions : IValidatableObject
{
    /// <summary>
    /// Addresses or networks of the proxies in front. Only they are believed when they say who the client is
    /// (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>) and what host it called (<c>X-Forwarded-Host</c>). The default value is none.
    /// </summary>
    public IReadOnlyList<string> KnownProxies { get; set; } = [];

    /// <summary>Open connections of clients, idle ones included; others are closed at once. The default value is 20,000.</summary>
    [Range(10, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from proxy in KnownProxies
        where !TryParse(proxy, out _)
        select new ValidationResult($"'{proxy}' is no address and no network, such as 10.0.0.1 or 10.0.0.0/8.", [nameof(KnownProxies)]);

    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }
}
