using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Tokens;

/// <summary>
/// Every token and its user in memory, so that no request reads the database to be let in. A saved change is here
/// before the call that made it returns. Reads take no lock.
/// </summary>
public sealed class TokenDirectory(IDbContextFactory<PeppaDbContext> contexts) : IDataChangeListener, IDisposable
{
    private readonly ConcurrentDictionary<string, Entry> _byHash = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, string[]> _hashes = new();
    private readonly ConcurrentDictionary<long, UserEntry> _users = new();
    private readonly SemaphoreSlim _loading = new(1);

    /// <summary>Finds a token by its stored hash; <paramref name="userDisabled"/> where its user may not use it now.</summary>
    public Caller? Find(string hash, out bool userDisabled)
    {
        userDisabled = false;
        if (!_byHash.TryGetValue(hash, out var entry) || !_users.TryGetValue(entry.UserId, out var user))
        {
            return null;
        }

        userDisabled = user.Disabled;
        return new Caller(entry.UserId, entry.Id, user.GroupName, entry.Rules, user.Limits);
    }

    /// <summary>The same by the token's id.</summary>
    public Caller? Find(long tokenId, out bool userDisabled)
    {
        userDisabled = false;
        return _hashes.TryGetValue(tokenId, out var hashes) ? Find(hashes[0], out userDisabled) : null;
    }

    public async Task LoadAsync()
    {
        // What is saved meanwhile is read after this, and so not replaced by what was read before.
        await _loading.WaitAsync();
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            TokenRows.ReadUsers(context, (id, group, disabled, limits) => _users[id] = new UserEntry(group, disabled, limits));
            TokenRows.ReadTokens(context, Put);
        }
        finally
        {
            _loading.Release();
        }
    }

    public async Task RefreshAsync(IReadOnlyList<object> changed)
    {
        var tokens = changed.OfType<ApiToken>().Select(token => token.Id).ToHashSet();
        var users = changed.OfType<User>().Select(user => user.Id).ToHashSet();
        if (tokens.Count + users.Count == 0)
        {
            return;
        }

        // Read again under a lock, not taken from the entities: two saves may end in another order than they committed.
        await _loading.WaitAsync();
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            await RefreshUsersAsync(context, users);
            await RefreshTokensAsync(context, tokens);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task RefreshUsersAsync(PeppaDbContext context, HashSet<long> ids)
    {
        foreach (var id in ids)
        {
            var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id);
            if (user is null)
            {
                _users.TryRemove(id, out _);
            }
            else
            {
                _users[id] = new UserEntry(user.GroupName, user.Disabled, user.Limits);
            }
        }
    }

    private async Task RefreshTokensAsync(PeppaDbContext context, HashSet<long> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var found = await context.Tokens.AsNoTracking().Where(token => ids.Contains(token.Id) && token.DeletedAt == null).ToListAsync();
        foreach (var token in found)
        {
            Put(TokenFacts.Of(token));
        }

        foreach (var gone in ids.Except(found.Select(token => token.Id)))
        {
            Forget(_hashes.TryRemove(gone, out var hashes) ? hashes : []);
        }
    }

    private void Put(TokenFacts token)
    {
        var (rules, hashes) = (token.Rules, token.Hashes);
        Forget(_hashes.TryGetValue(token.Id, out var before) ? before.Except(hashes) : []);
        _hashes[token.Id] = hashes;
        _byHash[hashes[0]] = new Entry(token.Id, token.UserId, rules);
        if (hashes.Length > 1)
        {
            // The key from before a rotation is one that ends sooner.
            _byHash[hashes[1]] = new Entry(token.Id, token.UserId, rules with { ExpiresAt = Earlier(rules.ExpiresAt, token.PreviousUntil) });
        }
    }

    private void Forget(IEnumerable<string> hashes)
    {
        foreach (var hash in hashes)
        {
            _byHash.TryRemove(hash, out _);
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one < other ? one : other ?? one;

    private sealed record Entry(long Id, long UserId, TokenRules Rules);

    private sealed record UserEntry(string GroupName, bool Disabled, UsageLimits Limits);
}
