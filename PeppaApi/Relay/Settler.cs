using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Providers;
using PeppaApi.Usage;

namespace PeppaApi.Relay;

/// <summary>Steps 8 and 9: decides what usage is believed, prices it, and settles the hold.</summary>
internal sealed partial class Settler(TokenCounter counter, UsageEvents events, ILogger<Settler> logger)
{
    // Upstreams add hidden instructions and count by their own tokenizers; past twice the bound and this much, a figure is a fault.
    private const int Tolerance = 20_000;

    /// <param name="isDelivered">Whether the reply is with the client, or what it left is to be paid all the same.</param>
    public async Task SettleAsync(RelayExchange exchange, Delivery delivery, bool isDelivered = true)
    {
        exchange.UsedTokens = delivery.Usage.Input + delivery.Usage.Output;
        var record = new UsageRecord
        {
            RequestId = exchange.RequestId,
            Model = exchange.Parsed.Model,
            GroupName = exchange.Caller.GroupName,
            ChannelId = exchange.ChannelId,
            Operation = exchange.Door.Label(exchange.Parsed.Operation),
            Basis = delivery.Basis,
            Status = delivery.Status,
            ErrorCode = delivery.ErrorCode,
            Stream = exchange.Parsed.Stream,
            DurationMs = exchange.ElapsedMs,
            FirstByteMs = exchange.FirstByteMs,
            Attempts = exchange.Attempts,
        };
        if (delivery.Billable)
        {
            record.Bill(exchange.Price, exchange.MultiplierParts, delivery.Usage, exchange.Parsed.Variant ?? exchange.Variant);
            record.UpstreamCost = CostCalculator.UpstreamCost(
                exchange.Price, exchange.Lease?.Channel.CostMultiplierParts ?? 0, delivery.Usage, record.Variant);
        }

        var result = await exchange.Reservation.SettleAsync(record, isDelivered);
        exchange.Lease?.Used(delivery.Usage.Input + delivery.Usage.Output, result.Charged + result.Overrun);
        if (result.Overrun > 0)
        {
            Log.Overrun(logger, exchange.RequestId, exchange.Parsed.Model, exchange.ChannelId, result.Overrun);
        }

        events.Raise(exchange.Caller.UserId);
    }

    /// <summary>Nothing was delivered: the hold goes back whole.</summary>
    public Task ReleaseAsync(RelayExchange exchange, RelayFailure failure) => SettleAsync(exchange, new Delivery(
        default,
        UsageBasis.None,
        failure is RelayFailure.ClientGone ? UsageStatus.ClientGone : UsageStatus.Failed,
        Billable: false,
        ErrorCodes.ForRecord(RelayFailureText.Of(failure).Code)));

    /// <summary>The usage to charge: as reported if that is possible, else counted from the text.</summary>
    /// <param name="counted">Whether the usage was worked out by the reader of the reply, which did not say.</param>
    /// <param name="isProvisional">Whether it was reported before all was written: of the output that came, no less than its text has is charged.</param>
    public (UsageReport Usage, UsageBasis Basis) Measure(RelayExchange exchange, UsageReport? reported, OutputText output, bool counted = false, bool isProvisional = false)
    {
        if (reported is { } usage)
        {
            if (IsPossible(exchange, usage, output))
            {
                if (isProvisional && output.Count() - usage.Output is > 0 and var more)
                {
                    return (usage with { OutputText = usage.OutputText + more }, UsageBasis.Counted);
                }

                return (usage, counted ? UsageBasis.Counted : exchange.ClientGone ? UsageBasis.Drained : UsageBasis.Reported);
            }

            Log.Impossible(logger, exchange.RequestId, exchange.ChannelId, usage.Input, usage.Output);
        }

        return (exchange.Parsed.Assumed with { UncachedInput = CountInput(exchange), OutputText = output.Count() }, UsageBasis.Counted);
    }

    public long CountInput(RelayExchange exchange) =>
        exchange.CountedInput ??= exchange.Door.CountInput(counter, exchange.Parsed, exchange.Request.Body);

    private static bool IsPossible(RelayExchange exchange, in UsageReport usage, OutputText output)
    {
        var mostOutput = Math.Max(exchange.ExpectedOutput * exchange.Parsed.Choices, output.UpperBound);
        return usage.Input <= (exchange.Parsed.InputBound * 2) + Tolerance && usage.Output <= (mostOutput * 2) + Tolerance;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4020, Level = LogLevel.Warning, Message = "Request {RequestId} for {Model} on channel {ChannelId} cost {Overrun} nano-dollars more than could be charged")]
        public static partial void Overrun(ILogger logger, string requestId, string model, long? channelId, long overrun);

        [LoggerMessage(EventId = 4021, Level = LogLevel.Warning, Message = "Request {RequestId}: channel {ChannelId} reported impossible usage ({Input} in, {Output} out); counted instead")]
        public static partial void Impossible(ILogger logger, string requestId, long? channelId, long input, long output);
    }
}
