using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>
/// All enabled channels in one immutable snapshot, replaced when one changes. Only that one is read again; the others, of which
/// there may be many with thousands of keys, stay as they are. How a channel or key is doing stays across snapshots. Reads take no lock.
/// </summary>
public sealed partial class ChannelDirectory(
    IDbContextFactory<PeppaDbContext> contexts, KeyVault vault, TimeProvider time, ILogger<ChannelDirectory> logger) : IDataChangeListener, IDisposable
{
    private readonly ConcurrentDictionary<long, ChannelState> _channelStates = new();
    private readonly ConcurrentDictionary<long, KeyState> _keyStates = new();
    private readonly SemaphoreSlim _loading = new(1);

    // Changed by whoever is loading; in the order of their numbers, which the choice by chance follows.
    private readonly SortedDictionary<long, ChannelOffer> _places = [];
    private readonly Dictionary<long, long[]> _keysOf = [];
    private volatile ChannelSnapshot _snapshot = ChannelSnapshot.Of([]);

    /// <summary>Every enabled channel, by id.</summary>
    public IReadOnlyList<ChannelEntry> All => _snapshot.All;

    /// <summary>How the keys of enabled channels are doing.</summary>
    internal IEnumerable<KeyValuePair<long, KeyState>> KeyStates => _keyStates;

    /// <summary>A channel; none if it is not enabled.</summary>
    public ChannelEntry? Find(long channelId) => ById.Find(All, channelId, channel => channel.Id);

    /// <summary>The channels for a group and model, by priority from high to low; empty if there is none.</summary>
    internal IReadOnlyList<ChannelTier> Tiers(string group, string model) =>
        _snapshot.Tiers.GetValueOrDefault((group, model), []);

    /// <summary>Every model that a group can reach, in order.</summary>
    public IReadOnlyList<string> Models(string group) => _snapshot.Models.GetValueOrDefault(group, []);

    /// <summary>How a channel is doing; none if it was not enabled since the process started.</summary>
    public ChannelState? FindState(long channelId) => _channelStates.GetValueOrDefault(channelId);

    /// <summary>Says that a key of which only now was seen that it cannot be decrypted is not used.</summary>
    internal void NoteUnreadable(ChannelEntry channel, KeyEntry key) => Log.KeyUnreadable(logger, key.Id, channel.Id);

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

    public Task LoadAsync() => ReadAsync(only: null);

    public Task RefreshAsync(IReadOnlyList<object> changed)
    {
        var ids = new HashSet<long>();
        foreach (var entity in changed)
        {
            if (entity is Channel channel)
            {
                ids.Add(channel.Id);
            }
            else if (entity is ChannelKey key)
            {
                ids.Add(key.ChannelId);
            }
        }

        return ids.Count == 0 ? Task.CompletedTask : ReadAsync(ids);
    }

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

    private async Task ReadAsync(HashSet<long>? only)
    {
        // Read again under a lock, not taken from the entities: two saves may end in another order than they committed.
        await _loading.WaitAsync();
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            var wanted = context.Channels.AsNoTracking();
            var channels = await (only is null ? wanted : wanted.Where(channel => only.Contains(channel.Id))).ToListAsync();
            var keys = await KeysAsync(context, only);
            var states = await RecallAsync(context, keys, only);
            Forget(only ?? [.. _keysOf.Keys], channels, keys);
            foreach (var channel in channels.Where(channel => channel.Enabled))
            {
                Put(channel, [.. keys[channel.Id]], states);
            }

            _snapshot = ChannelSnapshot.Of([.. _places.Values]);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>The keys by channel, in the order of their numbers; of each only what is needed, as there may be a hundred thousand.</summary>
    private static async Task<ILookup<long, StoredKey>> KeysAsync(PeppaDbContext context, HashSet<long>? only)
    {
        var keys = context.ChannelKeys.AsNoTracking();
        var read = await (only is null ? keys : keys.Where(key => only.Contains(key.ChannelId))).OrderBy(key => key.Id)
            .Select(key => new StoredKey(key.Id, key.ChannelId, key.Protected, key.SetAsideReason == null && !key.Disabled)).ToListAsync();
        return read.ToLookup(key => key.ChannelId);
    }

    /// <summary>Reads what was noted of keys that are new here.</summary>
    private async Task<Dictionary<long, ChannelKeyState>> RecallAsync(PeppaDbContext context, ILookup<long, StoredKey> keys, HashSet<long>? only)
    {
        if (keys.All(channel => channel.All(key => _keyStates.ContainsKey(key.Id))))
        {
            return [];
        }

        var states = context.ChannelKeyStates.AsNoTracking();
        return await (only is null ? states : states.Where(state => context.ChannelKeys.Any(key => key.Id == state.KeyId && only.Contains(key.ChannelId))))
            .ToDictionaryAsync(state => state.KeyId);
    }

    /// <summary>Takes out what is not in use any more, and lets go of keys that are there no more.</summary>
    private void Forget(IEnumerable<long> ids, List<Channel> there, ILookup<long, StoredKey> keys)
    {
        var found = there.ToDictionary(channel => channel.Id);
        foreach (var id in ids)
        {
            var channel = found.GetValueOrDefault(id);
            var kept = keys[id].Select(key => key.Id).ToHashSet();
            foreach (var gone in _keysOf.GetValueOrDefault(id, []).Where(key => !kept.Contains(key)))
            {
                _keyStates.TryRemove(gone, out _);
            }

            if (channel is null)
            {
                _keysOf.Remove(id);
            }

            if (channel is not { Enabled: true })
            {
                _places.Remove(id);
            }
        }
    }

    private void Put(Channel channel, StoredKey[] keys, Dictionary<long, ChannelKeyState> states)
    {
        foreach (var key in keys.Where(key => !_keyStates.ContainsKey(key.Id)))
        {
            _keyStates[key.Id] = Recall(states.GetValueOrDefault(key.Id));
        }

        _keysOf[channel.Id] = [.. keys.Select(key => key.Id)];
        var before = _places.GetValueOrDefault(channel.Id)?.Entry;
        _places[channel.Id] = new ChannelOffer(ToEntry(channel, [.. keys.Where(key => key.InUse && IsReadable(channel, key)).Select(key => ToEntry(key, before))]), channel.Groups, channel.Models);
    }

    private KeyState Recall(ChannelKeyState? stored)
    {
        var state = new KeyState();
        if (stored is not null)
        {
            state.Restore(stored.LastUsedAt, stored.Requests, stored.Spent);
            if (stored.CoolingUntil is { } until && until > time.GetUtcNow())
            {
                state.Breaker.Resume(until, stored.CoolingReason);
            }
        }

        return state;
    }

    private ChannelEntry ToEntry(Channel channel, IReadOnlyList<KeyEntry> keys) => new(
        channel.Id,
        channel.Name,
        ProviderCatalog.Find(channel.Provider)!,
        new Uri(channel.BaseUrl),
        channel.Weight,
        channel.Priority,
        channel.ClientGone,
        channel.ModelMapping.ToFrozenDictionary(),
        keys,
        _channelStates.GetOrAdd(channel.Id, _ => new ChannelState(time)))
    {
        Limits = new ChannelLimits(channel.Concurrency, channel.RequestsPerMinute, channel.TokensPerMinute),
        Rules = ChannelRules.Of(channel, vault),
        CostMultiplierParts = channel.CostMultiplierParts,
    };

    // One that has not changed keeps its secret, if that was decrypted already.
    private KeyEntry ToEntry(StoredKey key, ChannelEntry? before) =>
        before?.Find(key.Id) is { } same && same.Stored == key.Protected ? same : new KeyEntry(key.Id, key.Protected, vault, _keyStates[key.Id]);

    // The other channels must go on.
    private bool IsReadable(Channel channel, StoredKey key)
    {
        var readable = vault.IsReadable(key.Protected);
        if (!readable)
        {
            Log.KeyUnreadable(logger, key.Id, channel.Id);
        }

        return readable;
    }

    private sealed record StoredKey(long Id, long ChannelId, string Protected, bool InUse);

    private static partial class Log
    {
        [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Key {KeyId} of channel {ChannelId} cannot be decrypted and is not used; enter it again")]
        public static partial void KeyUnreadable(ILogger logger, long keyId, long channelId);
    }
}
