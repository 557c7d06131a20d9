using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using PeppaApi.Data.Entities;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>
/// Step 3, the part that counts: requests and tokens of a token and of a user in a minute, and requests at the same time. Counted
/// in memory, so a restart begins anew; a caller without limits costs nothing here. Safe for any thread.
/// </summary>
internal sealed class RateGate(CallerLimits limits, TimeProvider time) : IDisposable
{
    // A sixth of the minute at a time, so that nobody gets twice the limit around the turn of a minute.
    private const int Segments = 6;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    // A client has the last byte a blink before its place is free: its next request must not be refused for that.
    private static readonly TimeSpan Handover = TimeSpan.FromMilliseconds(100);

    // The limit is part of the key: a changed one holds at once.
    private readonly PartitionedRateLimiter<Counter> _perMinute = PartitionedRateLimiter.Create<Counter, Counter>(
        counter => RateLimitPartition.GetSlidingWindowLimiter(
            counter,
            key => new SlidingWindowRateLimiterOptions { PermitLimit = key.Limit, Window = Minute, SegmentsPerWindow = Segments, QueueLimit = 0 }));

    private readonly PartitionedRateLimiter<Counter> _running = PartitionedRateLimiter.Create<Counter, Counter>(
        counter => RateLimitPartition.GetConcurrencyLimiter(
            counter, key => new ConcurrencyLimiterOptions { PermitLimit = key.Limit, QueueLimit = key.Limit }));

    // Limiters forget by themselves who is idle; of this one, so many newcomers make it look.
    private const int Newcomers = 10_000;
    private readonly ConcurrentDictionary<(bool OfToken, long Id), TokenMinute> _tokens = new();
    private int _newcomers;

    /// <summary>Of how many tokens and users a minute is remembered.</summary>
    internal int Remembered => _tokens.Count;

    /// <summary>Takes a turn, to be given back at the end of the request; or says which limit stands against it.</summary>
    public ValueTask<RateTurn?> EnterAsync(RelayExchange exchange) => EnterAsync(exchange.Caller, exchange.Context.Connection.RemoteIpAddress, exchange);

    /// <summary>The same for what is no exchange and uses no tokens.</summary>
    public ValueTask<RateTurn?> EnterAsync(Caller caller, IPAddress? address, RelayExchange? exchange = null)
    {
        var ofUser = limits.OfUser(caller);
        if (!(caller.Rules.Limits.HasRates || ofUser.HasRates) || limits.IsExemptFromRates(address))
        {
            return ValueTask.FromResult<RateTurn?>(null);
        }

        return EnterAsync(exchange, [new Owner(true, caller.TokenId, caller.Rules.Limits), new Owner(false, caller.UserId, ofUser)]);
    }

    public void Dispose()
    {
        _perMinute.Dispose();
        _running.Dispose();
    }

    private async ValueTask<RateTurn?> EnterAsync(RelayExchange? exchange, Owner[] owners)
    {
        var turn = new RateTurn(exchange);
        foreach (var owner in owners)
        {
            if (await TakePlaceAsync(turn, owner) is { } failure)
            {
                return turn.Refuse(failure);
            }
        }

        foreach (var owner in owners)
        {
            if ((CountRequest(owner) ?? BookTokens(turn, owner, exchange?.TokensGuess ?? 0)) is { } failure)
            {
                return turn.Refuse(failure);
            }
        }

        return turn;
    }

    private async ValueTask<RelayFailure?> TakePlaceAsync(RateTurn turn, Owner owner)
    {
        if (owner.Limits.Concurrency is not { } limit)
        {
            return null;
        }

        var counter = new Counter(owner.OfToken, owner.Id, limit);
        var place = _running.AttemptAcquire(counter);
        if (!place.IsAcquired)
        {
            place.Dispose();
            place = await WaitForPlaceAsync(counter);
        }

        if (place is null)
        {
            return new RelayFailure.LimitReached(LimitKind.Concurrency, owner.OfToken, limit, Moment);
        }

        turn.Add(place);
        return null;
    }

    private async ValueTask<RateLimitLease?> WaitForPlaceAsync(Counter counter)
    {
        using var patience = new CancellationTokenSource(Handover, time);
        try
        {
            var place = await _running.AcquireAsync(counter, cancellationToken: patience.Token);
            return place.IsAcquired ? place : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private RelayFailure.LimitReached? CountRequest(Owner owner)
    {
        if (owner.Limits.RequestsPerMinute is not { } limit)
        {
            return null;
        }

        using var permit = _perMinute.AttemptAcquire(new Counter(owner.OfToken, owner.Id, limit));
        if (permit.IsAcquired)
        {
            return null;
        }

        var wait = permit.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > TimeSpan.Zero ? after : Minute / Segments;
        return new RelayFailure.LimitReached(LimitKind.RequestsPerMinute, owner.OfToken, limit, wait);
    }

    private RelayFailure.LimitReached? BookTokens(RateTurn turn, Owner owner, long estimate)
    {
        if (owner.Limits.TokensPerMinute is not { } limit)
        {
            return null;
        }

        while (true)
        {
            var minute = MinuteOf((owner.OfToken, owner.Id));
            if (minute.TryBook(estimate, limit, out var wait) is { } booking)
            {
                turn.Add(booking);
                return null;
            }

            if (!minute.IsRetired)
            {
                return new RelayFailure.LimitReached(LimitKind.TokensPerMinute, owner.OfToken, limit, wait);
            }
        }
    }

    private TokenMinute MinuteOf((bool OfToken, long Id) owner)
    {
        if (_tokens.TryGetValue(owner, out var known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _newcomers) % Newcomers == 0)
        {
            ForgetIdle();
        }

        return _tokens.GetOrAdd(owner, static (_, clock) => new TokenMinute(clock), time);
    }

    private void ForgetIdle()
    {
        foreach (var one in _tokens.Where(one => one.Value.TryRetire()))
        {
            _tokens.TryRemove(one);
        }
    }

    private readonly record struct Owner(bool OfToken, long Id, UsageLimits Limits);

    private readonly record struct Counter(bool OfToken, long Id, int Limit);
}
