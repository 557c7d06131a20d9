using System.Net;

namespace PeppaApi.Outbound;

/// <summary>The hosts beside the public internet that the operator allows: names, addresses and networks.</summary>
public sealed class AllowedHosts
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    public AllowedHosts(IEnumerable<string> entries)
    {
        foreach (var entry in entries)
        {
            if (TryParse(entry, out var network))
            {
                _networks.Add(network);
            }
            else
            {
                _names.Add(Plain(entry));
            }
        }
    }

    public static bool IsEntry(string? text) =>
        text is not null && (TryParse(text, out _) || (text.Length > 0 && !text.Contains('/') && Uri.CheckHostName(text) == UriHostNameType.Dns));

    /// <param name="host">The name that was asked for.</param>
    /// <param name="address">What it stands for.</param>
    public bool Allows(string host, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _names.Contains(Plain(host)) || _networks.Exists(network => network.Contains(plain));
    }

    private static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }

    private static string Plain(string host) => host.TrimEnd('.');
}
