using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Outbound;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>The operator's channels.</summary>
public sealed class ChannelService(IDbContextFactory<PeppaDbContext> contexts, KeyVault vault, AddressGuard guard, ChannelDirectory directory, ChannelJournal journal, TimeProvider time) : IDisposable
{
    // Lists and headers are written whole: one change at a time, or it would undo the other.
    private readonly SemaphoreSlim _writing = new(1);

    public async Task<IReadOnlyList<ChannelView>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var channels = await context.Channels.AsNoTracking().Include(channel => channel.Keys).InOrder().ToListAsync(cancellationToken);
        return [.. channels.Select(ToView)];
    }

    /// <summary>A part of the list.</summary>
    public async Task<(IReadOnlyList<ChannelView> Items, int Total)> PageAsync(int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var channels = await context.Channels.AsNoTracking().AsSplitQuery().Include(channel => channel.Keys).InOrder().Skip((page - 1) * pageSize).Take(pageSize).ToListAsync(cancellationToken);
        return ([.. channels.Select(ToView)], await context.Channels.CountAsync(cancellationToken));
    }

    /// <summary>Some channels, without their keys.</summary>
    internal async Task<IReadOnlyList<ChannelView>> ListAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var channels = await context.Channels.AsNoTracking().Where(channel => ids.Contains(channel.Id)).InOrder().ToListAsync(cancellationToken);
        return [.. channels.Select(ToView)];
    }

    public async Task<ChannelView?> GetAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(context, id, cancellationToken) is { } channel ? ToView(channel) : null;
    }

    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public Task<ChannelView> CreateAsync(ChannelSpec spec, CancellationToken cancellationToken = default) => CreateAsync(spec, null, cancellationToken);

    /// <param name="tried">How a test of just this went before it was saved.</param>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<ChannelView> CreateAsync(ChannelSpec spec, ChannelTestResult? tried, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var channel = new Channel { Name = "", BaseUrl = "", CreatedAt = time.GetUtcNow() };
        Note(channel, tried);
        await ApplyAsync(context, channel, spec with { Keys = spec.Keys ?? [] }, cancellationToken);
        context.Channels.Add(channel);
        await context.SaveChangesAsync(cancellationToken);
        return ToView(channel);
    }

    /// <summary>Looks at what is needed to call the upstream of a channel that is not saved yet. Nothing is sent.</summary>
    /// <exception cref="InputException">One of these fields cannot be accepted.</exception>
    public void CheckDraft(ChannelSpec spec) => Draft(spec);

    /// <summary>Whether rules of a channel may set a member of the body.</summary>
    public static bool MayBeSet(string member) => ChannelRulesInput.IsFree(member);

    internal ChannelAccess Draft(ChannelSpec spec) => ChannelInput.Draft(spec, vault);

    /// <summary>How a channel is doing now, from memory.</summary>
    public ChannelLoadView LoadOf(long id) => ChannelLoadView.Of(directory.FindState(id), time.GetUtcNow());

    /// <summary>Looks at a channel as if it were saved, with groups that may not be there yet.</summary>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    internal Task CheckAsync(ChannelSpec spec, IReadOnlyList<Group> known, CancellationToken cancellationToken) =>
        ApplyAsync(new Channel { Name = "", BaseUrl = "" }, spec, known, removed: _ => { }, cancellationToken);

    /// <summary>Makes all of them or none.</summary>
    /// <exception cref="InputException">A field of one cannot be accepted.</exception>
    internal async Task CreateManyAsync(IReadOnlyList<ChannelSpec> specs, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var spec in specs)
        {
            var channel = new Channel { Name = "", BaseUrl = "", CreatedAt = time.GetUtcNow() };
            try
            {
                await ApplyAsync(context, channel, spec, cancellationToken);
            }
            catch (InputException exception)
            {
                throw new InputException(exception.Field, $"{spec.Name}: {exception.Message}");
            }

            context.Channels.Add(channel);
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Adds models to a channel and takes others away.</summary>
    /// <exception cref="InputException">No model would be left.</exception>
    public Task<bool> ChangeModelsAsync(long id, IReadOnlySet<string> add, IReadOnlySet<string> remove, CancellationToken cancellationToken = default) => ChangeAsync(
        id,
        (_, channel) =>
        {
            var models = channel.Models.Where(model => !remove.Contains(model)).Union(add).ToList();
            InputException.Require(models.Count is > 0 and <= 2_000, "models", "A channel has 1 to 2,000 models.");
            channel.Models = models;
        },
        cancellationToken);

    /// <summary>Makes of a channel what it is to be; another change at the same time is not undone.</summary>
    /// <returns>None if there is no such channel.</returns>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<ChannelView?> UpdateAsync(long id, Func<ChannelView, ChannelSpec> change, CancellationToken cancellationToken = default)
    {
        var changed = await contexts.ChangeAsync(
            _writing,
            async context =>
            {
                if (await FindAsync(context, id, cancellationToken) is not { } channel)
                {
                    return null;
                }

                var wasEnabled = channel.Enabled;
                await ApplyAsync(context, channel, change(ToView(channel)), cancellationToken);
                if (channel.Enabled != wasEnabled)
                {
                    NoteEnabled(context, channel);
                }

                return channel;
            },
            cancellationToken);
        return changed is null ? null : ToView(changed);
    }

    public async Task<bool> SetEnabledAsync(long id, bool enabled, CancellationToken cancellationToken = default) =>
        await SetEnabledAsync([id], enabled, cancellationToken) == 1;

    /// <returns>How many there were.</returns>
    public Task<int> SetEnabledAsync(IReadOnlyCollection<long> ids, bool enabled, CancellationToken cancellationToken = default) =>
        ChangeAsync(ids, new ChannelChange(Enabled: enabled), cancellationToken);

    /// <summary>Gives some channels the same, in one save. One that would have too many tags stays as it is.</summary>
    /// <returns>For how many it was done.</returns>
    /// <exception cref="InputException">The change cannot be accepted.</exception>
    public async Task<int> ChangeAsync(IReadOnlyCollection<long> ids, ChannelChange change, CancellationToken cancellationToken = default)
    {
        Check(change);
        return await contexts.ChangeAsync(
            _writing,
            async context =>
            {
                var done = 0;
                foreach (var channel in await context.Channels.Where(channel => ids.Contains(channel.Id)).ToListAsync(cancellationToken))
                {
                    var wasEnabled = channel.Enabled;
                    done += ChannelInput.TryApply(channel, change) ? 1 : 0;
                    if (channel.Enabled != wasEnabled)
                    {
                        NoteEnabled(context, channel);
                    }
                }

                return done;
            },
            cancellationToken);
    }

    /// <exception cref="InputException">The change cannot be accepted for any channel.</exception>
    public static void Check(ChannelChange change) => ChannelInput.Check(change);

    /// <summary>Requests that are running on the channel finish.</summary>
    public async Task<bool> DeleteAsync(long id, CancellationToken cancellationToken = default)
    {
        var was = await ChangeAsync(id, (context, channel) => context.Channels.Remove(channel), cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.ChannelEvents.Where(change => change.ChannelId == id).ExecuteDeleteAsync(cancellationToken);
        return was;
    }

    /// <summary>What happened to a channel and its keys, the latest first.</summary>
    public async Task<IReadOnlyList<ChannelEventView>> EventsAsync(long id, int most = 200, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var hints = await context.ChannelKeys.Where(key => key.ChannelId == id).ToDictionaryAsync(key => key.Id, key => key.Hint, cancellationToken);
        var changes = await context.ChannelEvents.AsNoTracking().Where(change => change.ChannelId == id)
            .OrderByDescending(change => change.At).ThenByDescending(change => change.Id).Take(most).ToListAsync(cancellationToken);
        return [.. changes.Select(change => new ChannelEventView(
            change.At, change.Kind, change.KeyId, change.KeyId is { } key ? hints.GetValueOrDefault(key) : null, change.Reason, change.Until))];
    }

    public void Dispose() => _writing.Dispose();

    // Nothing of it is in memory, and reading every key again for each test would take longer than the test.
    internal async Task RecordTestAsync(long id, ChannelTestResult result, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Channels.Where(channel => channel.Id == id).ExecuteUpdateAsync(
            channel => channel.SetProperty(one => one.TestedAt, now).SetProperty(one => one.TestMilliseconds, result.Milliseconds).SetProperty(one => one.TestError, result.Error),
            cancellationToken);
    }

    private void Note(Channel channel, ChannelTestResult? tried) =>
        (channel.TestedAt, channel.TestMilliseconds, channel.TestError) = (tried is null ? null : time.GetUtcNow(), tried?.Milliseconds, tried?.Error);

    private ChannelView ToView(Channel channel) => ChannelView.Of(channel, vault, directory.FindState(channel.Id), time.GetUtcNow());

    private void NoteEnabled(PeppaDbContext context, Channel channel) => context.ChannelEvents.Add(journal.Compose(
        channel.Enabled ? ChannelEventKind.ChannelEnabled : ChannelEventKind.ChannelDisabled, channel.Id, channel.Name, null, "The operator decided so."));

    private static Task<Channel?> FindAsync(PeppaDbContext context, long id, CancellationToken cancellationToken) =>
        context.Channels.Include(channel => channel.Keys).SingleOrDefaultAsync(channel => channel.Id == id, cancellationToken);

    private Task<bool> ChangeAsync(long id, Action<PeppaDbContext, Channel> change, CancellationToken cancellationToken) => contexts.ChangeAsync(
        _writing,
        async context =>
        {
            if (await FindAsync(context, id, cancellationToken) is not { } channel)
            {
                return false;
            }

            change(context, channel);
            return true;
        },
        cancellationToken);

    private async Task ApplyAsync(PeppaDbContext context, Channel channel, ChannelSpec spec, CancellationToken cancellationToken) =>
        await ApplyAsync(channel, spec, await context.Groups.AsNoTracking().ToListAsync(cancellationToken), keys => context.ChannelKeys.RemoveRange(keys), cancellationToken);

    /// <param name="removed">Told of the keys that others take the place of.</param>
    private async Task ApplyAsync(Channel channel, ChannelSpec spec, IReadOnlyList<Group> known, Action<List<ChannelKey>> removed, CancellationToken cancellationToken)
    {
        var before = channel.BaseUrl;
        ChannelInput.Apply(channel, spec, known, vault);
        if (channel.BaseUrl != before)
        {
            await RequireReachableAsync(channel.BaseUrl, cancellationToken);
        }

        // A channel that is not used may wait for its keys.
        if (spec.Keys is { Count: > 0 } || (spec.Keys is not null && spec.Enabled))
        {
            var keys = ChannelInput.Keys(spec.Keys, spec.Provider);
            removed(channel.Keys);
            channel.Keys.Clear();
            channel.Keys.AddRange(keys.Select(vault.NewKey));
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
}
