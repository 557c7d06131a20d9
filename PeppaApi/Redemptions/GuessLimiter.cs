using System.Net;
using System.Threading.RateLimiting;

namespace PeppaApi.Redemptions;

/// <summary>Counts tried codes that do not exist, by user and by address. Safe for any thread.</summary>
public sealed class GuessLimiter : IDisposable
{
    public const int PerUser = 10;
    public const int PerAddress = 30;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly PartitionedRateLimiter<long> _users = Create<long>(PerUser);
    private readonly PartitionedRateLimiter<IPAddress> _addresses = Create<IPAddress>(PerAddress);

    public bool MayTry(long userId, IPAddress? address)
    {
        // Asking for none tells whether any is left.
        using var user = _users.AttemptAcquire(userId, 0);
        using var place = address is null ? null : _addresses.AttemptAcquire(address, 0);
        return user.IsAcquired && place is not { IsAcquired: false };
    }

    /// <summary>Notes a code that does not exist.</summary>
    public void Count(long userId, IPAddress? address)
    {
        _users.AttemptAcquire(userId).Dispose();
        if (address is not null)
        {
            _addresses.AttemptAcquire(address).Dispose();
        }
    }

    public void Dispose()
    {
        _users.Dispose();
        _addresses.Dispose();
    }

    private static PartitionedRateLimiter<TKey> Create<TKey>(int permits)
        where TKey : notnull => PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 }));
}
