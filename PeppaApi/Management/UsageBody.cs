using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Usage;

namespace PeppaApi.Management;

/// <summary>One request as scripts see it.</summary>
/// <param name="ChannelId">For operators only: which upstream was used is their affair.</param>
/// <param name="InputTokens">All input tokens: cached, written, audio and image tokens are parts of it.</param>
/// <param name="OutputTokens">All output tokens: reasoning, audio and image tokens are parts of it.</param>
/// <param name="Variant">Size and quality of the images in the words of the price.</param>
/// <param name="CostUsd">What the user was charged.</param>
/// <param name="OverrunUsd">What the upstream delivered beyond the hold; borne by the operator, and shown to operators only.</param>
internal sealed record UsageBody(
    string RequestId,
    DateTimeOffset At,
    long UserId,
    string UserName,
    long TokenId,
    string TokenName,
    string Model,
    long? ChannelId,
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
    decimal CostUsd,
    decimal? OverrunUsd,
    UsageBasis Basis,
    bool Stream,
    int DurationMs,
    int? FirstByteMs,
    UsageStatus Status,
    string? ErrorCode)
{
    public static UsageBody Of(UsageView record, bool admin) => new(
        record.RequestId,
        record.At,
        record.UserId,
        record.UserName,
        record.TokenId,
        record.TokenName,
        record.Model,
        admin ? record.ChannelId : null,
        record.Operation,
        record.InputTokens,
        record.OutputTokens,
        record.CachedTokens,
        record.CacheWriteTokens,
        record.CacheWriteHourTokens,
        record.AudioInputTokens,
        record.ImageInputTokens,
        record.ReasoningTokens,
        record.AudioOutputTokens,
        record.ImageOutputTokens,
        record.Images,
        record.Variant,
        record.Milliseconds,
        record.Characters,
        record.Units,
        Credit.ToUsd(record.Charged),
        admin ? Credit.ToUsd(record.Overrun) : null,
        record.Basis,
        record.Stream,
        record.DurationMs,
        record.FirstByteMs,
        record.Status,
        record.ErrorCode);
}
