using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>One usage record with the names of what it refers to; money in nano-dollars.</summary>
public sealed record UsageView(
    string RequestId,
    DateTimeOffset At,
    long UserId,
    string UserName,
    long TokenId,
    string TokenName,
    string Model,
    long? ChannelId,
    string? ChannelName,
    string Group,
    string Operation,
    long InputTokens,
    long OutputTokens,
    long CachedTokens,
    long CacheWriteTokens,
    long CacheWriteHourTokens,
    long AudioInputTokens,
    long ImageInputTokens,
    long ReasoningTokens,
    long AudioOutputTokens,
    long ImageOutputTokens,
    long Images,
    string? Variant,
    long Milliseconds,
    long Characters,
    long Units,
    long Charged,
    long Cost,
    long Overrun,
    long Held,
    UsageBasis Basis,
    UsageStatus Status,
    string? ErrorCode,
    bool Stream,
    int DurationMs,
    int? FirstByteMs,
    int Attempts,
    long PriceId,
    long MultiplierParts);

public sealed record UsageTotals(long Requests, long InputTokens, long OutputTokens, long Charged, long Overrun);

public sealed record UsageDay(DateOnly Day, long Requests, long Charged);
