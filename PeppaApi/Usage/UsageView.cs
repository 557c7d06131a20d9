using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>One usage record with the names of what it refers to; money in nano-dollars.</summary>
public sealed record UsageView(
    long Id,
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
    long MultiplierParts)
{
    internal static IQueryable<UsageView> Of(PeppaDbContext context, IQueryable<UsageRecord> records, bool latestFirst = true)
    {
        var rows =
            from record in records
            join user in context.Users on record.UserId equals user.Id
            join token in context.Tokens on record.TokenId equals token.Id
            join channel in context.Channels on record.ChannelId equals channel.Id into channels
            from channel in channels.DefaultIfEmpty()
            select new { record, user, token, channel };
        var ordered = latestFirst
            ? rows.OrderByDescending(row => row.record.At).ThenByDescending(row => row.record.Id)
            : rows.OrderBy(row => row.record.At).ThenBy(row => row.record.Id);
        return ordered.Select(row => new UsageView(
            row.record.Id, row.record.RequestId, row.record.At, row.record.UserId, row.user.UserName!, row.record.TokenId, row.token.Name, row.record.Model,
            row.record.ChannelId, row.channel.Name, row.record.GroupName, row.record.Operation,
            row.record.InputTokens, row.record.OutputTokens, row.record.CachedTokens, row.record.CacheWriteTokens, row.record.CacheWriteHourTokens,
            row.record.AudioInputTokens, row.record.ImageInputTokens, row.record.ReasoningTokens, row.record.AudioOutputTokens, row.record.ImageOutputTokens,
            row.record.Images, row.record.Variant, row.record.Milliseconds, row.record.Characters, row.record.Units,
            row.record.Charged, row.record.Cost, row.record.Overrun, row.record.Held, row.record.Basis, row.record.Status, row.record.ErrorCode,
            row.record.Stream, row.record.DurationMs, row.record.FirstByteMs, row.record.Attempts, row.record.PriceId, row.record.MultiplierParts));
    }
}

public sealed record UsageTotals(long Requests, long InputTokens, long OutputTokens, long Charged, long Overrun)
{
    public static UsageTotals None { get; } = new(0, 0, 0, 0, 0);

    public static UsageTotals operator +(UsageTotals one, UsageTotals other) => checked(new UsageTotals(
        one.Requests + other.Requests, one.InputTokens + other.InputTokens, one.OutputTokens + other.OutputTokens, one.Charged + other.Charged, one.Overrun + other.Overrun));

    public static UsageTotals operator -(UsageTotals one, UsageTotals other) => checked(new UsageTotals(
        one.Requests - other.Requests, one.InputTokens - other.InputTokens, one.OutputTokens - other.OutputTokens, one.Charged - other.Charged, one.Overrun - other.Overrun));
}
