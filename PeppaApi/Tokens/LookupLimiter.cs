using System.Net;
using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>Counts keys that were looked up and do not exist, by address. Safe for any thread.</summary>
public sealed class LookupLimiter(TimeProvider time)
{
    public const int PerAddress = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly WindowLimiter<IPAddress> _addresses = new(PerAddress, Window, time);

    public bool MayTry(IPAddress? address) => _addresses.MayTry(Place(address));

    /// <summary>Notes a key that does not exist.</summary>
    public void Count(IPAddress? address) => _addresses.Count(Place(address));

    private static IPAddress Place(IPAddress? address) => address is null ? IPAddress.None : ClientNetwork.Of(address);
}
