using System.Runtime.InteropServices;
using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>The hourly sums of one transaction: many requests of a busy token change one row, so it is written once. Used by one thread.</summary>
internal sealed class UsageSums
{
    private const long HourMilliseconds = 3_600_000;
    private readonly Dictionary<Key, Sum> _sums = [];

    public void Clear() => _sums.Clear();

    public void Add(long now, UsageRecord usage)
    {
        var key = new Key(now - (now % HourMilliseconds), usage.UserId, usage.TokenId, usage.Model, usage.ChannelId ?? 0, usage.GroupName);
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _);
        sum = new Sum(
            sum.Requests + 1,
            sum.InputTokens + usage.InputTokens,
            sum.OutputTokens + usage.OutputTokens,
            sum.Images + usage.Images,
            sum.Milliseconds + usage.Milliseconds,
            sum.Characters + usage.Characters,
            sum.Units + usage.Units,
            sum.Charged + usage.Charged,
            sum.Overrun + usage.Overrun,
            sum.UpstreamCost + usage.UpstreamCost);
    }

    public void Write(LedgerStore store)
    {
        foreach (var (key, sum) in _sums)
        {
            store["""
                INSERT INTO usage_hours (hour, user_id, token_id, model, channel_id, group_name, requests,
                    input_tokens, output_tokens, images, milliseconds, characters, units, charged, overrun, upstream_cost)
                VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15)
                ON CONFLICT (user_id, hour, token_id, model, channel_id, group_name) DO UPDATE SET
                    requests = usage_hours.requests + excluded.requests,
                    input_tokens = usage_hours.input_tokens + excluded.input_tokens,
                    output_tokens = usage_hours.output_tokens + excluded.output_tokens,
                    images = usage_hours.images + excluded.images,
                    milliseconds = usage_hours.milliseconds + excluded.milliseconds,
                    characters = usage_hours.characters + excluded.characters,
                    units = usage_hours.units + excluded.units,
                    charged = usage_hours.charged + excluded.charged,
                    overrun = usage_hours.overrun + excluded.overrun,
                    upstream_cost = usage_hours.upstream_cost + excluded.upstream_cost
                """].ChangeOne(
                key.Hour, key.UserId, key.TokenId, key.Model, key.ChannelId, key.GroupName,
                sum.Requests, sum.InputTokens, sum.OutputTokens, sum.Images, sum.Milliseconds, sum.Characters, sum.Units, sum.Charged, sum.Overrun, sum.UpstreamCost);
        }
    }

    private readonly record struct Key(long Hour, long UserId, long TokenId, string Model, long ChannelId, string GroupName);

    private readonly record struct Sum(
        long Requests, long InputTokens, long OutputTokens, long Images, long Milliseconds, long Characters, long Units, long Charged, long Overrun,
        long UpstreamCost);
}
