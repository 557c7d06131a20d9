using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Pricing;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>
/// Step 4: holds the worst case of a request. Where the credit does not cover it, as much as there is, with the output
/// limit lowered to match; where the rough bound of the input does not fit, the input is counted before it is refused.
/// </summary>
internal sealed class CreditHolder(
    CreditLedger ledger, CallerLimits limits, TokenCounter counter, CrowdLimit crowd, TimeProvider time, IOptions<RelayOptions> options)
{
    /// <summary>The one wait before a request is sent that is the relay's own: for the ledger, and for a thread to go on.</summary>
    public async Task<RelayFailure?> HoldAsync(RelayExchange exchange)
    {
        var since = crowd.Begin();
        try
        {
            return await HoldOrCountAsync(exchange);
        }
        finally
        {
            crowd.End(since, ledger.DiskTime);
        }
    }

    /// <summary>What so many input tokens cost at most.</summary>
    public static long InputCost(RelayExchange exchange, long tokens) =>
        CostCalculator.WorstCase(exchange.Price, exchange.MultiplierParts, exchange.Bound(tokens, 0));

    /// <summary>Why nothing was held, or <see langword="null"/> if something was.</summary>
    public static RelayFailure? Refusal(ReserveOutcome outcome, ReachedLimit? limit, DateTimeOffset now) =>
        outcome == ReserveOutcome.Reserved ? null : limit is null ? new RelayFailure.ShortOfCredit(outcome) : Reached(limit, now);

    private async Task<RelayFailure?> HoldOrCountAsync(RelayExchange exchange)
    {
        var answer = await TryHoldAsync(exchange, exchange.Parsed.InputBound);
        if (answer.Outcome is ReserveOutcome.AccountShort or ReserveOutcome.TokenShort or ReserveOutcome.LimitReached)
        {
            exchange.CountedInput = exchange.Door.CountInput(counter, exchange.Parsed, exchange.Request.Body);
            answer = await TryHoldAsync(exchange, exchange.CountedInput.Value);
        }

        return Refusal(answer.Outcome, answer.Limit, time.GetUtcNow());
    }

    private static RelayFailure.LimitReached Reached(ReachedLimit limit, DateTimeOffset now)
    {
        var kind = limit.Period switch
        {
            SpendingPeriod.Day => LimitKind.CreditPerDay,
            SpendingPeriod.Week => LimitKind.CreditPerWeek,
            _ => LimitKind.CreditPerMonth,
        };
        return new RelayFailure.LimitReached(kind, limit.OfToken, limit.Limit, limit.TurnsAt - now, limit.TurnsAt);
    }

    private async Task<ReserveAnswer> TryHoldAsync(RelayExchange exchange, long input)
    {
        var (parsed, price, multiplier) = (exchange.Parsed, exchange.Price, exchange.MultiplierParts);
        var output = WantedOutput(exchange);
        var shortest = parsed.OutputIsFixed || exchange.IgnoresLimit ? output : Math.Min(output, options.Value.ShortAnswerTokens);
        var guess = Math.Min(input, exchange.CountedInput ?? parsed.InputGuess);
        var wanted = CostCalculator.WorstCase(price, multiplier, exchange.Bound(input, output * parsed.Choices));
        var answer = await ledger.ReserveAsync(new ReserveRequest(
            exchange.RequestId,
            exchange.Caller.UserId,
            exchange.Caller.TokenId,
            wanted,
            Minimum: CostCalculator.WorstCase(price, multiplier, exchange.Bound(input, shortest * parsed.Choices)),
            // A price per call is for a reply; a process that died gave none.
            InputCost: price.PerCall is null ? CostCalculator.Cost(price, multiplier, new UsageReport { UncachedInput = guess }) : 0,
            InputTokens: guess,
            parsed.Model,
            exchange.Caller.GroupName,
            multiplier,
            price.Id,
            limits.Spending(exchange.Caller)));
        if (answer.Reservation is not null)
        {
            exchange.Reservation = answer.Reservation;
            exchange.ExpectedOutput = output;
            LowerLimit(exchange, input, wanted);
        }

        return answer;
    }

    private static void LowerLimit(RelayExchange exchange, long input, long wanted)
    {
        if (exchange.Reservation.Amount < wanted)
        {
            var affordable = CostCalculator.AffordableOutput(
                exchange.Price, exchange.MultiplierParts, exchange.Bound(input, 0), exchange.Reservation.Amount);
            exchange.LoweredLimit = Math.Max(1, affordable / exchange.Parsed.Choices);
            exchange.ExpectedOutput = exchange.LoweredLimit.Value;
        }
    }

    /// <summary>Output tokens per choice in the worst case: the client's limit, the model's own, whichever is less; the model's own where the client's may be ignored.</summary>
    private long WantedOutput(RelayExchange exchange)
    {
        var model = exchange.Price.MaxOutputTokens;
        var client = exchange.IgnoresLimit ? null : exchange.Parsed.OutputLimit;
        return client is { } limit ? Math.Min(limit, model ?? limit) : model ?? options.Value.AssumedOutputTokens;
    }
}
