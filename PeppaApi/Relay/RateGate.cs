using System.Threading.RateLimiting;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>
/// Step 3, the part that counts: requests of a token in a minute and at the same time. Counted in memory, so a restart
/// begins anew; a token without limits costs nothing here. Safe for any thread.
/// </summary>
internal sealed class RateGate(TimeProvider time) : IDisposable
{
    // A sixth of the minute at a time, so that nobody gets twice the limit around the turn of a minute.
    private const int Segments = 6;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    // A client has the last byte a blink before its place is free: its next request must not be refused for that.
    private static readonly TimeSpan Handover = TimeSpan.FromMilliseconds(100);

    // The limit is part of the key: a changed one holds at once.
    private readonly PartitionedRateLimiter<Caller> _perMinute = PartitionedRateLimiter.Create<Caller, (long TokenId, int Limit)>(
        caller => RateLimitPartition.GetSlidingWindowLimiter(
            (caller.TokenId, Limit: caller.Rules.RequestsPerMinute!.Value),
            key => new SlidingWindowRateLimiterOptions { PermitLimit = key.Limit, Window = Minute, SegmentsPerWindow = Segments, QueueLimit = 0 }));

    private readonly PartitionedRateLimiter<Caller> _running = PartitionedRateLimiter.Create<Caller, (long TokenId, int Limit)>(
        caller => RateLimitPartition.GetConcurrencyLimiter(
            (caller.TokenId, Limit: caller.Rules.Concurrency!.Value),
            key => new ConcurrencyLimiterOptions { PermitLimit = key.Limit, QueueLimit = key.Limit }));

    /// <summary>Takes a turn, to be given back at the end of the request; or says which limit stands against it.</summary>
    public async ValueTask<Turn> EnterAsync(Caller caller)
    {
        RateLimitLease? place = null;
        if (caller.Rules.Concurrency is { } concurrency)
        {
            place = await TakePlaceAsync(caller);
            if (place is null)
            {
                return new Turn(null, new RelayFailure.TooManyAtOnce(concurrency, Moment));
            }
        }

        if (caller.Rules.RequestsPerMinute is { } limit)
        {
            using var permit = _perMinute.AttemptAcquire(caller);
            if (!permit.IsAcquired)
            {
                place?.Dispose();
                var wait = permit.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > TimeSpan.Zero ? after : Minute / Segments;
                return new Turn(null, new RelayFailure.TooManyPerMinute(limit, wait));
            }
        }

        return new Turn(place, null);
    }

    public void Dispose()
    {
        _perMinute.Dispose();
        _running.Dispose();
    }

    private async ValueTask<RateLimitLease?> TakePlaceAsync(Caller caller)
    {
        var place = _running.AttemptAcquire(caller);
        if (place.IsAcquired)
        {
            return place;
        }

        place.Dispose();
        using var patience = new CancellationTokenSource(Handover, time);
        try
        {
            place = await _running.AcquireAsync(caller, cancellationToken: patience.Token);
            return place.IsAcquired ? place : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    internal readonly record struct Turn(RateLimitLease? Place, RelayFailure? Failure) : IDisposable
    {
        public void Dispose() => Place?.Dispose();
    }
}
