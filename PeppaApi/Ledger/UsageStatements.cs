using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>The usage record: the part of a settlement that people read.</summary>
internal static class UsageStatements
{
    public static void Record(LedgerStore store, UsageRecord usage)
    {
        store["""
            INSERT INTO usage_records (request_id, at, user_id, token_id, channel_id, model, group_name, operation,
                input_tokens, cached_tokens, cache_write_tokens, cache_write_hour_tokens, audio_input_tokens, image_input_tokens,
                output_tokens, reasoning_tokens, audio_output_tokens, image_output_tokens,
                images, variant, milliseconds, characters, units, calls,
                price_id, multiplier_parts, cost, charged, overrun, upstream_cost, held, basis, status, error_code,
                stream, duration_ms, first_byte_ms, attempts)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18,
                @p19, @p20, @p21, @p22, @p23, @p24, @p25, @p26, @p27, @p28, @p29, @p30, @p31, @p32, @p33, @p34, @p35, @p36, @p37)
            """].ChangeOne(
            usage.RequestId, store.Now, usage.UserId, usage.TokenId, usage.ChannelId, usage.Model, usage.GroupName, usage.Operation,
            usage.InputTokens, usage.CachedTokens, usage.CacheWriteTokens, usage.CacheWriteHourTokens, usage.AudioInputTokens, usage.ImageInputTokens,
            usage.OutputTokens, usage.ReasoningTokens, usage.AudioOutputTokens, usage.ImageOutputTokens,
            usage.Images, usage.Variant, usage.Milliseconds, usage.Characters, usage.Units, usage.Calls,
            usage.PriceId, usage.MultiplierParts, usage.Cost, usage.Charged, usage.Overrun, usage.UpstreamCost, usage.Held,
            (int)usage.Basis, (int)usage.Status, usage.ErrorCode, usage.Stream, usage.DurationMs, usage.FirstByteMs, usage.Attempts);
        store.Sums.Add(store.Now, usage);
    }
}
