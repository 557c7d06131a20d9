using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>
/// All enabled channels in one immutable snapshot, replaced as a whole when one changes; how a channel or key is doing stays
/// across snapshots. Reads take no lock.
/// </summary>
public sealed partial class ChannelDirectory(
    IDbContextFactory<PeppaDbContext> contexts, KeyVault vault, TimeProvider time, ILogger<ChannelDirectory> logger) : IDataChangeListener, IDisposable
{
    private const int MostNamed = 500;
    private readonly ConcurrentDictionary<long, ChannelState> _channelStates = new();
    private readonly ConcurrentDictionary<long, KeyState> _keyStates = new();
    private readonly SemaphoreSlim _loading = new(1);
    private Dictionary<long, (string Protected, string Secret)> _revealed = [];
    private volatile Snapshot _snapshot = new(
        [], FrozenDictionary<(string, string), ChannelEntry[][]>.Empty, FrozenDictionary<string, IReadOnlyList<string>>.Empty);

    /// <summary>Every enabled channel.</summary>
    public IReadOnlyList<ChannelEntry> All => _snapshot.All;

    /// <summary>How the keys of enabled channels are doing.</summary>
    internal IEnumerable<KeyValuePair<long, KeyState>> KeyStates => _keyStates;

    /// <summary>The channels for a group and model, by priority from high to low; empty if there is none.</summary>
    public IReadOnlyList<IReadOnlyList<ChannelEntry>> Tiers(string group, string model) =>
        _snapshot.Tiers.GetValueOrDefault((group, model), []);

    /// <summary>Every model that a group can reach, in order.</summary>
    public IReadOnlyList<string> Models(string group) => _snapshot.Models.GetValueOrDefault(group, []);

    /// <summary>How a channel is doing; none if it was not enabled since the process started.</summary>
    public ChannelState? FindState(long channelId) => _channelStates.GetValueOrDefault(channelId);

    public KeyState? FindKeyState(long keyId) => _keyStates.GetValueOrDefault(keyId);

    /// <summary>How to go on with what was begun with a key, whether or not the channel is still in use; none once either is removed.</summary>
    public async Task<ChannelAccess?> AccessAsync(long channelId, long keyId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var channel = await context.Channels.AsNoTracking().Include(channel => channel.Keys.Where(key => key.Id == keyId))
            .SingleOrDefaultAsync(channel => channel.Id == channelId, cancellationToken);
        return channel?.Keys is [{ } key] && vault.TryReveal(key.Protected) is { } secret
            ? new ChannelAccess(channelId, new UpstreamTarget(ProviderCatalog.Find(channel.Provider)!, new Uri(channel.BaseUrl), ""), secret, ChannelRules.Of(channel, vault))
            : null;
    }

    /// <summary>A channel, enabled or not, with the key named, else with any that is in use, for a call of the operator's own; none if there is no such key.</summary>
    /// <param name="keyId">In use or not.</param>
    internal async Task<ChannelAccess?> AccessForTestAsync(long channelId, long? keyId, CancellationToken cancellationToken) =>
        await KeyForTestAsync(channelId, keyId, cancellationToken) is { } found ? await AccessAsync(channelId, found, cancellationToken) : null;

    public async Task LoadAsync()
    {
        await _loading.WaitAsync();
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            var channels = await context.Channels.AsNoTracking().Include(channel => channel.Keys)
                .Where(channel => channel.Enabled).ToListAsync();
            await RecallAsync(context, channels.SelectMany(channel => channel.Keys).Select(key => key.Id).ToHashSet());
            _snapshot = Build(channels);
        }
        finally
        {
            _loading.Release();
        }
    }

    public Task RefreshAsync(IReadOnlyList<object> changed) =>
        changed.Any(entity => entity is Channel or ChannelKey) ? LoadAsync() : Task.CompletedTask;

    public void Dispose() => _loading.Dispose();

    private async Task<long?> KeyForTestAsync(long channelId, long? keyId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var keys = context.ChannelKeys.AsNoTracking()
            .Where(key => key.ChannelId == channelId && (keyId == null ? key.SetAsideReason == null && !key.Disabled : key.Id == keyId))
            .OrderBy(key => key.Id).AsAsyncEnumerable();
        await foreach (var key in keys.WithCancellation(cancellationToken))
        {
            if (vault.TryReveal(key.Protected) is not null)
            {
                return key.Id;
            }
        }

        return null;
    }

    /// <summary>Reads what was noted of keys that are new here; lets go of those that were removed.</summary>
    private async Task RecallAsync(PeppaDbContext context, HashSet<long> keyIds)
    {
        var fresh = keyIds.Where(id => !_keyStates.ContainsKey(id)).ToList();
        if (fresh.Count > 0)
        {
            // Thousands cannot be named in one question, and at the start they are all.
            var states = context.ChannelKeyStates.AsNoTracking();
            var stored = await (fresh.Count <= MostNamed ? states.Where(state => fresh.Contains(state.KeyId)) : states).ToDictionaryAsync(state => state.KeyId);
            foreach (var id in fresh)
            {
                var state = new KeyState();
                if (stored.TryGetValue(id, out var row))
                {
                    state.Restore(row.LastUsedAt, row.Requests, row.Spent);
                    if (row.CoolingUntil is { } until && until > time.GetUtcNow())
                    {
                        state.Breaker.Resume(until, row.CoolingReason);
                    }
                }

                _keyStates[id] = state;
            }
        }

        var there = await context.ChannelKeys.Select(key => key.Id).ToHashSetAsync();
        foreach (var gone in _keyStates.Keys.Where(id => !there.Contains(id)).ToList())
        {
            _keyStates.TryRemove(gone, out _);
        }
    }

    private Snapshot Build(List<Channel> channels)
    {
        var revealed = new Dictionary<long, (string, string)>();
        var entries = channels.Select(channel => (Channel: channel, Entry: ToEntry(channel, revealed))).ToList();
        _revealed = revealed;
        var offers = (
            from one in entries
            from @group in one.Channel.Groups
            from model in one.Channel.Models
            select (Group: @group, Model: model, one.Entry)).ToList();
        return new Snapshot(
            [.. entries.Select(one => one.Entry)],
            offers.GroupBy(offer => (offer.Group, offer.Model)).ToFrozenDictionary(
                offer => offer.Key,
                offer => offer.Select(o => o.Entry).GroupBy(entry => entry.Priority)
                    .OrderByDescending(tier => tier.Key).Select(tier => tier.ToArray()).ToArray()),
            offers.GroupBy(offer => offer.Group).ToFrozenDictionary(
                offer => offer.Key,
                offer => (IReadOnlyList<string>)[.. offer.Select(o => o.Model).Distinct().Order(StringComparer.Ordinal)]));
    }

    private ChannelEntry ToEntry(Channel channel, Dictionary<long, (string Protected, string Secret)> revealed) => new(
        channel.Id,
        channel.Name,
        ProviderCatalog.Find(channel.Provider)!,
        new Uri(channel.BaseUrl),
        channel.Weight,
        channel.Priority,
        channel.ClientGone,
        channel.ModelMapping.ToFrozenDictionary(),
        [.. channel.Keys.Where(key => key.SetAsideReason is null && !key.Disabled).OrderBy(key => key.Id).SelectMany(key => Reveal(channel, key, revealed))],
        _channelStates.GetOrAdd(channel.Id, _ => new ChannelState(time)))
    {
        Limits = new ChannelLimits(channel.Concurrency, channel.RequestsPerMinute, channel.TokensPerMinute),
        Rules = ChannelRules.Of(channel, vault),
        CostMultiplierParts = channel.CostMultiplierParts,
    };

    // With thousands of keys, decrypting those that have not changed would be most of the work.
    private IEnumerable<KeyEntry> Reveal(Channel channel, ChannelKey key, Dictionary<long, (string Protected, string Secret)> revealed)
    {
        var secret = _revealed.TryGetValue(key.Id, out var kept) && kept.Protected == key.Protected ? kept.Secret : vault.TryReveal(key.Protected);
        if (secret is not null)
        {
            revealed[key.Id] = (key.Protected, secret);
            yield return new KeyEntry(key.Id, secret, _keyStates[key.Id]);
        }
        else
        {
            // The other channels must go on.
            Log.KeyUnreadable(logger, key.Id, channel.Id);
        }
    }

    private sealed record Snapshot(
        IReadOnlyList<ChannelEntry> All,
        FrozenDictionary<(string Group, string Model), ChannelEntry[][]> Tiers,
        FrozenDictionary<string, IReadOnlyList<string>> Models);

    private static partial class Log
    {
        [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Key {KeyId} of channel {ChannelId} cannot be decrypted and is not used; enter it again")]
        public static partial void KeyUnreadable(ILogger logger, long keyId, long channelId);
    }
}
