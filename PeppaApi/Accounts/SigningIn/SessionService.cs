using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SigningIn;

public sealed record SessionView(string Id, string Device, string Address, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt);

/// <summary>
/// The browsers in which people are signed in. An ended session is out with its next request; where another process
/// ended it, within a minute. Safe for any thread.
/// </summary>
public sealed class SessionService(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    /// <summary>How long a proof of who one is suffices for acts that ask for one.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(15);

    /// <summary>How long a browser stays signed in that is not used.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromDays(14);

    private static readonly TimeSpan BelievedFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(10);

    // When each session was last found in the database: a page loads many files, and each comes with the cookie.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new();

    internal async Task<string> StartAsync(long userId, Visitor visitor, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var session = new Session
        {
            Id = RandomNumberGenerator.GetHexString(Session.IdLength, lowercase: true),
            UserId = userId,
            Device = visitor.Device,
            Address = visitor.Address,
            CreatedAt = now,
            LastUsedAt = now,
            ConfirmedAt = now,
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Sessions.Add(session);
        await context.SaveChangesAsync(cancellationToken);
        return session.Id;
    }

    internal async Task<bool> IsLiveAsync(long userId, string id, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        if (_seen.TryGetValue(id, out var seen) && now - seen < BelievedFor)
        {
            return true;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var used = await context.Sessions.Where(session => session.Id == id && session.UserId == userId)
            .Select(session => (DateTimeOffset?)session.LastUsedAt).SingleOrDefaultAsync(cancellationToken);
        if (used is null || now - used > IdleFor)
        {
            _seen.TryRemove(id, out _);
            return false;
        }

        if (now - used > Coarse)
        {
            await context.Sessions.Where(session => session.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastUsedAt, now), cancellationToken);
        }

        _seen[id] = now;
        return true;
    }

    /// <summary>Whether the person proved who they are a short while ago.</summary>
    public async Task<bool> IsFreshAsync(string id, CancellationToken cancellationToken = default)
    {
        var since = time.GetUtcNow() - FreshFor;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Sessions.AnyAsync(session => session.Id == id && session.ConfirmedAt >= since, cancellationToken);
    }

    internal async Task ConfirmAsync(string id, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(session => session.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.ConfirmedAt, now), cancellationToken);
    }

    /// <summary>A user's sessions, the last used first.</summary>
    public async Task<IReadOnlyList<SessionView>> ListAsync(long userId, CancellationToken cancellationToken = default)
    {
        var since = time.GetUtcNow() - IdleFor;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Sessions.Where(session => session.UserId == userId && session.LastUsedAt >= since)
            .OrderByDescending(session => session.LastUsedAt).ThenByDescending(session => session.CreatedAt)
            .Select(session => new SessionView(session.Id, session.Device, session.Address, session.CreatedAt, session.LastUsedAt))
            .ToListAsync(cancellationToken);
    }

    public async Task<bool> EndAsync(long userId, string id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ended = await context.Sessions.Where(session => session.Id == id && session.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        _seen.TryRemove(id, out _);
        return ended > 0;
    }

    /// <summary>Ends a user's sessions, all but one if that is named; says how many.</summary>
    public async Task<int> EndAllAsync(long userId, string? except = null, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var doomed = context.Sessions.Where(session => session.UserId == userId && session.Id != except);
        var ids = await doomed.Select(session => session.Id).ToListAsync(cancellationToken);
        var ended = await doomed.ExecuteDeleteAsync(cancellationToken);
        ids.ForEach(id => _seen.TryRemove(id, out _));
        return ended;
    }

    /// <summary>Deletes what nobody uses any more.</summary>
    internal async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(session => session.LastUsedAt < now - IdleFor).ExecuteDeleteAsync(cancellationToken);
        foreach (var (id, seen) in _seen.Where(entry => now - entry.Value >= BelievedFor))
        {
            _seen.TryRemove(KeyValuePair.Create(id, seen));
        }
    }
}
