using System.Threading.RateLimiting;

namespace PeppaApi.Settings;

/// <summary>Counts what failed by whoever or wherever it came from: after so many within a window nothing more is tried. Safe for any thread.</summary>
internal sealed class FailureLimiter<TKey>(int most, TimeSpan window) : IDisposable
    where TKey : notnull
{
    private readonly PartitionedRateLimiter<TKey> _failures = PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetFixedWindowLimiter(
        key, _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = window, QueueLimit = 0 }));

    public bool MayTry(TKey key)
    {
        // Asking for none tells whether any is left.
        using var lease = _failures.AttemptAcquire(key, 0);
        return lease.IsAcquired;
    }

    public void Count(TKey key) => _failures.AttemptAcquire(key).Dispose();

    public void Dispose() => _failures.Dispose();
}
