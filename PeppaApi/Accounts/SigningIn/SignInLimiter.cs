using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>Counts failed sign-ins by what was typed as the name, known or not, and by address. Safe for any thread.</summary>
internal sealed class SignInLimiter(InstallationSecret secret) : IDisposable
{
    public const int PerName = 10;
    public const int PerAddress = 50;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly PartitionedRateLimiter<string> _names = Create<string>(PerName);
    private readonly PartitionedRateLimiter<IPAddress> _addresses = Create<IPAddress>(PerAddress);

    public bool MayTry(string name, IPAddress? address)
    {
        // Asking for none tells whether any is left.
        using var person = _names.AttemptAcquire(Key(name), 0);
        using var place = address is null ? null : _addresses.AttemptAcquire(Network(address), 0);
        return person.IsAcquired && place is not { IsAcquired: false };
    }

    public void Count(string name, IPAddress? address)
    {
        _names.AttemptAcquire(Key(name)).Dispose();
        if (address is not null)
        {
            _addresses.AttemptAcquire(Network(address)).Dispose();
        }
    }

    public void Dispose()
    {
        _names.Dispose();
        _addresses.Dispose();
    }

    // What was typed may be a password: only its hash is kept, and no longer than the window.
    private string Key(string name) => secret.Hash(name.ToUpperInvariant());

    /// <summary>Whoever has one IPv6 address has all of its network.</summary>
    internal static IPAddress Network(IPAddress address)
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

    private static PartitionedRateLimiter<TKey> Create<TKey>(int permits)
        where TKey : notnull => PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 }));
}
