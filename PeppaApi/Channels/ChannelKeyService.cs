using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>The pool of keys of a channel, as the operator keeps it.</summary>
public sealed class ChannelKeyService(
    IDbContextFactory<PeppaDbContext> contexts, KeyVault vault, ChannelDirectory directory, ChannelJournal journal, TimeProvider time)
{
    /// <summary>The keys of a channel, or <see langword="null"/> if there is no such channel.</summary>
    public async Task<IReadOnlyList<PooledKeyView>?> ListAsync(long channelId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await context.Channels.AnyAsync(channel => channel.Id == channelId, cancellationToken))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var keys = await context.ChannelKeys.AsNoTracking().Where(key => key.ChannelId == channelId).OrderBy(key => key.Id).ToListAsync(cancellationToken);
        var stored = await context.ChannelKeyStates.AsNoTracking()
            .Where(state => context.ChannelKeys.Any(key => key.Id == state.KeyId && key.ChannelId == channelId))
            .ToDictionaryAsync(state => state.KeyId, cancellationToken);
        return [.. keys.Select(key => PooledKeyView.Of(key, directory.FindKeyState(key.Id), stored.GetValueOrDefault(key.Id), now))];
    }

    /// <summary>Adds keys to those that are there; what is there already stays as it is.</summary>
    /// <returns>How many are new, or <see langword="null"/> if there is no such channel.</returns>
    /// <exception cref="InputException">A key cannot be accepted; none was added.</exception>
    public Task<int?> AddAsync(long channelId, IReadOnlyList<string> keys, CancellationToken cancellationToken = default) => contexts.ChangeAsync(
        async context =>
        {
            if (await context.Channels.Include(channel => channel.Keys).SingleOrDefaultAsync(channel => channel.Id == channelId, cancellationToken) is not { } channel)
            {
                return (int?)null;
            }

            var wanted = ChannelInput.Keys(keys, channel.Provider);
            var known = channel.Keys.Select(key => vault.TryReveal(key.Protected)).ToHashSet(StringComparer.Ordinal);
            var fresh = wanted.Where(key => !known.Contains(key)).ToList();
            InputException.Require(channel.Keys.Count + fresh.Count <= ChannelInput.MostKeys, "keys", $"A channel has at most {ChannelInput.MostKeys:N0} keys.");
            if (fresh.Count > 0)
            {
                channel.Keys.AddRange(fresh.Select(vault.NewKey));
                context.ChannelEvents.Add(journal.Compose(ChannelEventKind.KeysAdded, channel.Id, channel.Name, null, $"{fresh.Count} keys were added."));
            }

            return fresh.Count;
        },
        cancellationToken);

    /// <summary>Takes keys into use, whatever kept them out of it, or out of use. Requests that are under way finish.</summary>
    /// <returns>How many there are of them in that channel.</returns>
    public Task<int> SetEnabledAsync(long channelId, IReadOnlyCollection<long> keyIds, bool enabled, CancellationToken cancellationToken = default) => ChangeAsync(
        channelId,
        keyIds,
        (_, key) =>
        {
            key.Disabled = !enabled;
            (key.SetAsideReason, key.SetAsideAt) = enabled ? (null, null) : (key.SetAsideReason, key.SetAsideAt);
            if (enabled)
            {
                directory.FindKeyState(key.Id)?.Breaker.Reset();
            }
        },
        enabled ? ChannelEventKind.KeyEnabled : ChannelEventKind.KeyDisabled,
        "The operator decided so.",
        cancellationToken);

    public Task<int> RemoveAsync(long channelId, IReadOnlyCollection<long> keyIds, CancellationToken cancellationToken = default) => ChangeAsync(
        channelId, keyIds, (context, key) => context.ChannelKeys.Remove(key), ChannelEventKind.KeyRemoved, "The operator decided so.", cancellationToken);

    /// <summary>Stops using a key that the upstream rejects. The journal has it already.</summary>
    /// <param name="reason">What the upstream said, without the key itself.</param>
    public async Task SetAsideAsync(long keyId, string reason)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var key = await context.ChannelKeys.SingleOrDefaultAsync(key => key.Id == keyId);
        if (key is { SetAsideReason: null })
        {
            key.SetAsideReason = reason.Length > 300 ? reason[..300] : reason;
            key.SetAsideAt = time.GetUtcNow();
            await context.SaveChangesAsync();
        }
    }

    /// <summary>A test with the key passed: if it was out of use, it is in use again.</summary>
    internal async Task RestoreAsync(long channelId, long keyId, CancellationToken cancellationToken)
    {
        var paused = directory.FindKeyState(keyId)?.Breaker.Reset() == true;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (paused || await context.ChannelKeys.AnyAsync(key => key.Id == keyId && key.SetAsideReason != null, cancellationToken))
        {
            await ChangeAsync(
                channelId, [keyId], (_, key) => (key.SetAsideReason, key.SetAsideAt) = (null, null), ChannelEventKind.KeyRestored, "The test passed.", cancellationToken);
        }
    }

    private Task<int> ChangeAsync(
        long channelId, IReadOnlyCollection<long> keyIds, Action<PeppaDbContext, ChannelKey> change, ChannelEventKind kind, string reason, CancellationToken cancellationToken) => contexts.ChangeAsync(
        async context =>
        {
            var name = await context.Channels.Where(channel => channel.Id == channelId).Select(channel => channel.Name).SingleOrDefaultAsync(cancellationToken);
            var keys = await context.ChannelKeys.Where(key => key.ChannelId == channelId && keyIds.Contains(key.Id)).ToListAsync(cancellationToken);
            keys.ForEach(key => change(context, key));
            context.ChannelEvents.AddRange(keys.Select(key => journal.Compose(kind, channelId, name ?? "", key.Id, reason)));
            return keys.Count;
        },
        cancellationToken);
}
