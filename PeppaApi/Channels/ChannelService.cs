using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Outbound;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>The operator's channels.</summary>
public sealed class ChannelService(IDbContextFactory<PeppaDbContext> contexts, KeyVault vault, AddressGuard guard, TimeProvider time)
{
    public async Task<IReadOnlyList<ChannelView>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var channels = await context.Channels.AsNoTracking().Include(channel => channel.Keys)
            .OrderByDescending(channel => channel.Priority).ThenBy(channel => channel.Id).ToListAsync(cancellationToken);
        return [.. channels.Select(ChannelView.Of)];
    }

    public async Task<ChannelView?> GetAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(context, id, cancellationToken) is { } channel ? ChannelView.Of(channel) : null;
    }

    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<ChannelView> CreateAsync(ChannelSpec spec, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var channel = new Channel { Name = "", BaseUrl = "", CreatedAt = time.GetUtcNow() };
        await ApplyAsync(context, channel, spec with { Keys = spec.Keys ?? [] }, cancellationToken);
        context.Channels.Add(channel);
        await context.SaveChangesAsync(cancellationToken);
        return ChannelView.Of(channel);
    }

    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<ChannelView?> UpdateAsync(long id, ChannelSpec spec, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(context, id, cancellationToken) is not { } channel)
        {
            return null;
        }

        await ApplyAsync(context, channel, spec, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        return ChannelView.Of(channel);
    }

    public Task<bool> SetEnabledAsync(long id, bool enabled, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, (_, channel) => channel.Enabled = enabled, cancellationToken);

    /// <summary>Requests that are running on the channel finish.</summary>
    public Task<bool> DeleteAsync(long id, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, (context, channel) => context.Channels.Remove(channel), cancellationToken);

    /// <summary>Takes a key into use again that was set aside.</summary>
    public async Task<bool> RestoreKeyAsync(long channelId, long keyId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var key = await context.ChannelKeys.SingleOrDefaultAsync(key => key.Id == keyId && key.ChannelId == channelId, cancellationToken);
        if (key is null)
        {
            return false;
        }

        key.SetAsideReason = null;
        key.SetAsideAt = null;
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Stops using a key that the upstream rejects.</summary>
    /// <param name="reason">What the upstream said, without the key itself.</param>
    public async Task SetKeyAsideAsync(long keyId, string reason)
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

    internal Task RecordTestAsync(long id, ChannelTestResult result, CancellationToken cancellationToken) => ChangeAsync(
        id,
        (_, channel) =>
        {
            channel.TestedAt = time.GetUtcNow();
            channel.TestMilliseconds = result.Milliseconds;
            channel.TestError = result.Error;
        },
        cancellationToken);

    private static Task<Channel?> FindAsync(PeppaDbContext context, long id, CancellationToken cancellationToken) =>
        context.Channels.Include(channel => channel.Keys).SingleOrDefaultAsync(channel => channel.Id == id, cancellationToken);

    private async Task<bool> ChangeAsync(long id, Action<PeppaDbContext, Channel> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(context, id, cancellationToken) is not { } channel)
        {
            return false;
        }

        change(context, channel);
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task ApplyAsync(PeppaDbContext context, Channel channel, ChannelSpec spec, CancellationToken cancellationToken)
    {
        var before = channel.BaseUrl;
        ChannelInput.Apply(channel, spec, await context.Groups.AsNoTracking().ToListAsync(cancellationToken));
        if (channel.BaseUrl != before)
        {
            await RequireReachableAsync(channel.BaseUrl, cancellationToken);
        }

        if (spec.Keys is not null)
        {
            var keys = ChannelInput.Keys(spec.Keys);
            context.ChannelKeys.RemoveRange(channel.Keys);
            channel.Keys.Clear();
            channel.Keys.AddRange(keys.Select(key => new ChannelKey { Protected = vault.Protect(key), Hint = Hint(key) }));
        }
    }

    // Each connection is checked again; this is to say at once what is wrong. A host that is not found may be there tomorrow.
    private async Task RequireReachableAsync(string baseUrl, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await guard.ResolveAsync(new Uri(baseUrl).IdnHost, patience.Token);
        }
        catch (AddressRefusedException exception)
        {
            throw new InputException("baseUrl", exception.Message);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Said by the test of the channel.
        }
    }

    private static string Hint(string key) => key.Length >= 12 ? key[^4..] : "****";
}
