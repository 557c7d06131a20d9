using System.Net;
using System.Net.Sockets;

namespace PeppaApi.Outbound;

/// <summary>Tells addresses of the public internet from all others, by the registries of special-purpose addresses (RFC 6890 and what followed).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] SpecialV4 =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Azure's host agent, which answers only from inside.
            "168.63.129.16/32",
        ]).Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    // Protocol assignments with Teredo, documentation (two), 6to4: all within the global range.
    private static readonly IPNetwork[] SpecialV6 =
        [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(text => IPNetwork.Parse(text))];

    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(SpecialV4, network => network.Contains(plain))
            : GlobalV6.Contains(plain) && !Array.Exists(SpecialV6, network => network.Contains(plain)) && !IsIsatap(plain);
    }

    // An IPv4 address in the lower half that a tunnel would lead to: ...:0:5efe:a.b.c.d or ...:200:5efe:a.b.c.d.
    private static bool IsIsatap(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out _) && (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }
}
