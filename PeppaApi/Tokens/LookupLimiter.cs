using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace PeppaApi.Tokens;

/// <summary>Counts keys that were looked up and do not exist, by address. Safe for any thread.</summary>
public sealed class LookupLimiter : IDisposable
{
    public const int PerAddress = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly PartitionedRateLimiter<IPAddress> _addresses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetFixedWindowLimiter(
        address, _ => new FixedWindowRateLimiterOptions { PermitLimit = PerAddress, Window = Window, QueueLimit = 0 }));

    public bool MayTry(IPAddress? address)
    {
        // Asking for none tells whether any is left.
        using var lease = _addresses.AttemptAcquire(Place(address), 0);
        return lease.IsAcquired;
    }

    /// <summary>Notes a key that does not exist.</summary>
    public void Count(IPAddress? address) => _addresses.AttemptAcquire(Place(address)).Dispose();

    public void Dispose() => _addresses.Dispose();

    /// <summary>Of IPv6 the network: its addresses cost whoever has it nothing.</summary>
    private static IPAddress Place(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address?.MapToIPv4() ?? IPAddress.None;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
