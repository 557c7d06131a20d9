using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Channels;

/// <summary>Lists channels with few questions, however many keys they have. Safe for any thread.</summary>
public sealed class ChannelLister(IDbContextFactory<PeppaDbContext> contexts, ChannelDirectory directory, TimeProvider time)
{
    /// <summary>Every channel with how it is doing, by priority.</summary>
    public async Task<IReadOnlyList<ChannelLine>> LinesAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var channels = await context.Channels.AsNoTracking().InOrder().ToListAsync(cancellationToken);
        var usable = directory.All.ToDictionary(entry => entry.Id, CountReadable);
        return [.. channels.Select(channel => Line(channel, usable.TryGetValue(channel.Id, out var keys) ? keys : null))];
    }

    public async Task<ChannelLine?> FindAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Channels.AsNoTracking().SingleOrDefaultAsync(channel => channel.Id == id, cancellationToken) is { } channel
            ? Line(channel, directory.Find(id) is { } entry ? CountReadable(entry) : null)
            : null;
    }

    /// <summary>The names of all channels, for a choice.</summary>
    public async Task<IReadOnlyList<(long Id, string Name)>> NamesAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var names = await context.Channels.AsNoTracking().InOrder()
            .Select(channel => new { channel.Id, channel.Name }).ToListAsync(cancellationToken);
        return [.. names.Select(channel => (channel.Id, channel.Name))];
    }

    /// <summary>How many keys of each channel the upstream refuses; those that have none are left out.</summary>
    public async Task<IReadOnlyDictionary<long, int>> CountAsideAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ChannelKeys.AsNoTracking().Where(key => key.SetAsideReason != null).GroupBy(key => key.ChannelId)
            .Select(keys => new { Id = keys.Key, Count = keys.Count() }).ToDictionaryAsync(keys => keys.Id, keys => keys.Count, cancellationToken);
    }

    /// <summary>The keys of some channels, counted.</summary>
    public async Task<IReadOnlyDictionary<long, KeyCount>> CountKeysAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ChannelKeys.AsNoTracking().Where(key => ids.Contains(key.ChannelId)).GroupBy(key => key.ChannelId)
            .Select(keys => new { Id = keys.Key, All = keys.Count(), Usable = keys.Count(key => key.SetAsideReason == null && !key.Disabled) })
            .ToDictionaryAsync(keys => keys.Id, keys => new KeyCount(keys.All, keys.Usable), cancellationToken);
    }

    private static int CountReadable(ChannelEntry channel) => channel.Keys.Count(key => !key.IsUnreadable);

    private ChannelLine Line(Channel channel, int? usableKeys) => ChannelLine.Of(channel, usableKeys, ChannelLoadView.Of(directory.FindState(channel.Id), time.GetUtcNow()));
}
