using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>A channel as requests see it.</summary>
public sealed record ChannelEntry(
    long Id,
    string Name,
    Provider Provider,
    Uri Endpoint,
    int Weight,
    int Priority,
    ClientGonePolicy ClientGone,
    FrozenDictionary<string, string> ModelMapping,
    IReadOnlyList<KeyEntry> Keys,
    Cooldown Cooldown);

/// <summary>A usable key. The secret goes into one header and nowhere else.</summary>
public sealed record KeyEntry(long Id, string Secret, Cooldown Cooldown)
{
    public override string ToString() => $"key {Id}";
}

/// <summary>
/// All enabled channels in one immutable snapshot, replaced as a whole when one changes; what is cooling down stays so
/// across snapshots. Reads take no lock.
/// </summary>
public sealed partial class ChannelDirectory(
    IDbContextFactory<PeppaDbContext> contexts, KeyVault vault, ILogger<ChannelDirectory> logger) : IDataChangeListener, IDisposable
{
    private readonly ConcurrentDictionary<long, Cooldown> _channelCooldowns = new();
    private readonly ConcurrentDictionary<long, Cooldown> _keyCooldowns = new();
    private readonly SemaphoreSlim _loading = new(1);
    private volatile Snapshot _snapshot = new(
        FrozenDictionary<(string, string), ChannelEntry[][]>.Empty, FrozenDictionary<string, IReadOnlyList<string>>.Empty);

    /// <summary>The channels for a group and model, by priority from high to low; empty if there is none.</summary>
    public IReadOnlyList<IReadOnlyList<ChannelEntry>> Tiers(string group, string model) =>
        _snapshot.Tiers.GetValueOrDefault((group, model), []);

    /// <summary>Every model that a group can reach, in order.</summary>
    public IReadOnlyList<string> Models(string group) => _snapshot.Models.GetValueOrDefault(group, []);

    /// <summary>Any key of a channel that is not set aside, enabled or not: for a test call.</summary>
    internal async Task<string?> UsableKeyAsync(long channelId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var channel = await context.Channels.AsNoTracking().Include(channel => channel.Keys)
            .SingleOrDefaultAsync(channel => channel.Id == channelId, cancellationToken);
        return channel is null ? null : ToEntry(channel).Keys.Select(key => key.Secret).FirstOrDefault();
    }

    public async Task LoadAsync()
    {
        await _loading.WaitAsync();
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            var channels = await context.Channels.AsNoTracking().Include(channel => channel.Keys)
                .Where(channel => channel.Enabled).ToListAsync();
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

    private Snapshot Build(List<Channel> channels)
    {
        var offers = (
            from channel in channels
            let entry = ToEntry(channel)
            from @group in channel.Groups
            from model in channel.Models
            select (Group: @group, Model: model, Entry: entry)).ToList();
        return new Snapshot(
            offers.GroupBy(offer => (offer.Group, offer.Model)).ToFrozenDictionary(
                offer => offer.Key,
                offer => offer.Select(o => o.Entry).GroupBy(entry => entry.Priority)
                    .OrderByDescending(tier => tier.Key).Select(tier => tier.ToArray()).ToArray()),
            offers.GroupBy(offer => offer.Group).ToFrozenDictionary(
                offer => offer.Key,
                offer => (IReadOnlyList<string>)[.. offer.Select(o => o.Model).Distinct().Order(StringComparer.Ordinal)]));
    }

    private ChannelEntry ToEntry(Channel channel) => new(
        channel.Id,
        channel.Name,
        ProviderCatalog.Find(channel.Provider)!,
        new Uri(channel.BaseUrl),
        channel.Weight,
        channel.Priority,
        channel.ClientGone,
        channel.ModelMapping.ToFrozenDictionary(),
        [.. channel.Keys.Where(key => key.SetAsideReason is null).OrderBy(key => key.Id).SelectMany(key => Reveal(channel, key))],
        _channelCooldowns.GetOrAdd(channel.Id, _ => new Cooldown()));

    private IEnumerable<KeyEntry> Reveal(Channel channel, ChannelKey key)
    {
        string secret;
        try
        {
            secret = vault.Reveal(key.Protected);
        }
        catch (CryptographicException)
        {
            // Other Data Protection keys, such as after a partial restore: the other channels must go on.
            Log.KeyUnreadable(logger, key.Id, channel.Id);
            yield break;
        }

        yield return new KeyEntry(key.Id, secret, _keyCooldowns.GetOrAdd(key.Id, _ => new Cooldown()));
    }

    private sealed record Snapshot(
        FrozenDictionary<(string Group, string Model), ChannelEntry[][]> Tiers,
        FrozenDictionary<string, IReadOnlyList<string>> Models);

    private static partial class Log
    {
        [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Key {KeyId} of channel {ChannelId} cannot be decrypted and is not used; enter it again")]
        public static partial void KeyUnreadable(ILogger logger, long keyId, long channelId);
    }
}
