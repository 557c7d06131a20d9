using System.Net;
using System.Net.Sockets;

namespace PeppaApi.Settings;

/// <summary>Where somebody comes from, as far as it can be counted: whoever has one IPv6 address has all of its network.</summary>
internal static class ClientNetwork
{
    /// <returns>An IPv4 address, or the first address of an IPv6 network of 64 bits.</returns>
    public static IPAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
