using PeppaApi.Credits;
using PeppaApi.Pricing;

namespace PeppaApi.Relay;

/// <summary>
/// How often, how long and for how much of the operator's money one request is tried. A vendor may bill an attempt that gave no
/// reply: nobody there knows that it is the same request again.
/// </summary>
internal sealed class RetryBounds(RelayExchange exchange, RelayOptions options)
{
    // Faster than models usually write.
    private const int TokensPerSecond = 100;
    private readonly long _mostRisk = Credit.FromUsd(options.RetryRiskUsd);
    private long _risk;

    public bool AllowAnother =>
        exchange.Attempts == 0
        || (exchange.Attempts < options.MaxAttempts && exchange.ElapsedMs < options.RetrySeconds * 1000L && _risk <= _mostRisk);

    /// <summary>
    /// Adds what the vendor may bill for a failed attempt: nothing where it refused at the door, else the input; and where it
    /// fell silent, what it may have written in that time.
    /// </summary>
    public void Note(RelayFailure failure)
    {
        var more = failure switch
        {
            RelayFailure.UpstreamTimedOut => Cost(Math.Min(exchange.ExpectedOutput * exchange.Parsed.Choices, exchange.ElapsedMs / 1000L * TokensPerSecond)),
            RelayFailure.UpstreamFailed { Status: 200 or >= 500 } => Cost(0),
            _ => 0,
        };
        _risk = more < long.MaxValue - _risk ? _risk + more : long.MaxValue;
    }

    /// <summary>How long to wait before the next attempt on a channel that has just failed.</summary>
    /// <param name="chance">From 0 to 1.</param>
    public TimeSpan Backoff(double chance) =>
        TimeSpan.FromMilliseconds(Math.Min(options.RetryBackoffMilliseconds << Math.Min(exchange.Attempts - 1, 6), 10_000) * (0.5 + chance));

    private long Cost(long output) => CostCalculator.WorstCase(exchange.Price, Credit.Million, exchange.Bound(exchange.Parsed.InputGuess, output));
}
