using System.Net;
using PeppaApi.Settings;

namespace PeppaApi.Redemptions;

/// <summary>Counts tried codes that do not exist, by user and by the network that an address is of. Safe for any thread.</summary>
public sealed class GuessLimiter(TimeProvider time)
{
    public const int PerUser = 10;
    public const int PerAddress = 30;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly WindowLimiter<long> _users = new(PerUser, Window, time);
    private readonly WindowLimiter<IPAddress> _addresses = new(PerAddress, Window, time);

    public bool MayTry(long userId, IPAddress? address) => _users.MayTry(userId) && (address is null || _addresses.MayTry(ClientNetwork.Of(address)));

    /// <summary>Notes a code that does not exist.</summary>
    public void Count(long userId, IPAddress? address)
    {
        _users.Count(userId);
        if (address is not null)
        {
            _addresses.Count(ClientNetwork.Of(address));
        }
    }
}
