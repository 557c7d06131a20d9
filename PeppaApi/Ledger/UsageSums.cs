using System.Runtime.InteropServices;
using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>The hourly sums of one transaction, by token and of the whole site: many requests of a busy token change one row, so it is written once. Used by one thread at a time.</summary>
internal sealed class UsageSums
{
    private const long HourMilliseconds = 3_600_000;
    private readonly Dictionary<Key, Sum> _sums = [];
    private readonly Dictionary<SiteKey, Sum> _site = [];

    /// <summary>Where the hour of a moment begins.</summary>
    public static long HourOf(long moment) => moment - (moment % HourMilliseconds);

    public void Clear() => _sums.Clear();

    public void Add(long now, UsageRecord usage)
    {
        var key = new Key(HourOf(now), usage.UserId, usage.TokenId, usage.Model, usage.ChannelId ?? 0, usage.GroupName);
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _);
        sum += new Sum(
            1,
            usage.Status is UsageStatus.Interrupted or UsageStatus.Failed or UsageStatus.Crashed ? 1 : 0,
            usage.InputTokens,
            usage.OutputTokens,
            usage.Images,
            usage.Milliseconds,
            usage.Characters,
            usage.Units,
            usage.Charged,
            usage.Overrun,
            usage.UpstreamCost);
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

        WriteSite(store);
    }

    private void WriteSite(LedgerStore store)
    {
        _site.Clear();
        foreach (var (key, sum) in _sums)
        {
            ref var all = ref CollectionsMarshal.GetValueRefOrAddDefault(_site, new SiteKey(key.Hour, key.Model, key.ChannelId, key.GroupName), out _);
            all += sum;
        }

        foreach (var (key, sum) in _site)
        {
            store["""
                INSERT INTO site_hours (hour, model, channel_id, group_name, requests, failed, input_tokens, output_tokens, charged, overrun, upstream_cost)
                VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10)
                ON CONFLICT (hour, model, channel_id, group_name) DO UPDATE SET
                    requests = site_hours.requests + excluded.requests,
                    failed = site_hours.failed + excluded.failed,
                    input_tokens = site_hours.input_tokens + excluded.input_tokens,
                    output_tokens = site_hours.output_tokens + excluded.output_tokens,
                    charged = site_hours.charged + excluded.charged,
                    overrun = site_hours.overrun + excluded.overrun,
                    upstream_cost = site_hours.upstream_cost + excluded.upstream_cost
                """].ChangeOne(
                key.Hour, key.Model, key.ChannelId, key.GroupName,
                sum.Requests, sum.Failed, sum.InputTokens, sum.OutputTokens, sum.Charged, sum.Overrun, sum.UpstreamCost);
        }
    }

    private readonly record struct Key(long Hour, long UserId, long TokenId, string Model, long ChannelId, string GroupName);

    private readonly record struct SiteKey(long Hour, string Model, long ChannelId, string GroupName);

    private readonly record struct Sum(
        long Requests, long Failed, long InputTokens, long OutputTokens, long Images, long Milliseconds, long Characters, long Units, long Charged, long Overrun,
        long UpstreamCost)
    {
        public static Sum operator +(Sum one, Sum other) => new(
            one.Requests + other.Requests, one.Failed + other.Failed, one.InputTokens + other.InputTokens, one.OutputTokens + other.OutputTokens,
            one.Images + other.Images, one.Milliseconds + other.Milliseconds, one.Characters + other.Characters, one.Units + other.Units,
            one.Charged + other.Charged, one.Overrun + other.Overrun, one.UpstreamCost + other.UpstreamCost);
    }
}
