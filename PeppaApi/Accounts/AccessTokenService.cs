using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <param name="Scopes">None is all that its user may.</param>
/// <param name="ExpiresAt">None is never.</param>
public sealed record NewAccessToken(string Name, AccessScopes? Scopes = null, DateTimeOffset? ExpiresAt = null);

public sealed record AccessTokenView(
    long Id, string Name, AccessScopes Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>A user's keys for the management API. Only hashes are kept.</summary>
public sealed class AccessTokenService(IDbContextFactory<PeppaDbContext> contexts, InstallationSecret secret, TimeProvider time)
{
    private const string BootstrapName = "Bootstrap";
    private const int Most = 100;
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(10);

    /// <returns>The key: here and never again.</returns>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<string> CreateAsync(long userId, string name, CancellationToken cancellationToken = default) =>
        (await CreateAsync(userId, new NewAccessToken(name), AccessScopes.All, cancellationToken)).Key;

    /// <param name="most">The scopes of whoever asks: no key makes one that may do more.</param>
    /// <returns>The key: here and never again.</returns>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<(AccessTokenView Token, string Key)> CreateAsync(
        long userId, NewAccessToken wanted, AccessScopes most, CancellationToken cancellationToken = default)
    {
        var name = wanted.Name.Trim();
        InputException.Require(name.Length is > 0 and <= 100 && !name.Any(char.IsControl), "name", "A name has 1 to 100 characters.");
        InputException.Require(wanted.ExpiresAt is null || wanted.ExpiresAt > time.GetUtcNow(), "expiresAt", "The expiry is in the past.");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        InputException.Require(
            await context.AccessTokens.CountAsync(token => token.UserId == userId, cancellationToken) < Most, "name", $"There are {Most} access tokens already; delete some first.");
        var may = await IsOperatorAsync(context, userId, cancellationToken) ? most : most & ~AccessScopes.Admin;
        var scopes = wanted.Scopes ?? may;
        InputException.Require(scopes != AccessScopes.None, "scopes", "Choose at least one scope.");
        InputException.Require((scopes & ~may) == AccessScopes.None, "scopes", "That is more than you may do yourself.");
        var key = AccessTokenKey.Create();
        var token = Token(userId, name, secret.Hash(key), scopes, wanted.ExpiresAt);
        context.AccessTokens.Add(token);
        await context.SaveChangesAsync(cancellationToken);
        return (new AccessTokenView(token.Id, token.Name, token.Scopes, token.CreatedAt, token.ExpiresAt, null), key);
    }

    public async Task<IReadOnlyList<AccessTokenView>> ListAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.AccessTokens.Where(token => token.UserId == userId).OrderByDescending(token => token.Id)
            .Select(token => new AccessTokenView(token.Id, token.Name, token.Scopes, token.CreatedAt, token.ExpiresAt, token.LastUsedAt)).ToListAsync(cancellationToken);
    }

    public Task<bool> DeleteAsync(long userId, long id, CancellationToken cancellationToken = default) => contexts.ChangeAsync(
        async context =>
        {
            if (await context.AccessTokens.SingleOrDefaultAsync(row => row.UserId == userId && row.Id == id, cancellationToken) is not { } token)
            {
                return false;
            }

            context.AccessTokens.Remove(token);
            return true;
        },
        cancellationToken);

    /// <summary>Whose key it is and what it may do; none if it is unknown, expired, or its user is disabled.</summary>
    internal async Task<(UserView Owner, AccessScopes Scopes)?> FindOwnerAsync(string key, CancellationToken cancellationToken)
    {
        var hash = secret.Hash(key);
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var token = await context.AccessTokens.AsNoTracking()
            .SingleOrDefaultAsync(row => row.KeyHash == hash && (row.ExpiresAt == null || row.ExpiresAt > now), cancellationToken);
        var owner = token is null ? null : await context.Users.AsNoTracking().Where(user => user.Id == token.UserId && !user.Disabled)
            .Select(UserQueries.ToView(context)).SingleOrDefaultAsync(cancellationToken);
        if (token is null || owner is null)
        {
            return null;
        }

        if (token.LastUsedAt is null || now - token.LastUsedAt > Coarse)
        {
            await context.AccessTokens.Where(row => row.Id == token.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, now), cancellationToken);
        }

        return (owner, token.Scopes);
    }

    /// <summary>Takes the key of the configuration; one that it held before ends.</summary>
    internal async Task EnsureAsync(long userId, string key, CancellationToken cancellationToken)
    {
        var hash = secret.Hash(key);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var before = await context.AccessTokens.Where(token => token.UserId == userId && token.Name == BootstrapName).ToListAsync(cancellationToken);
        if (before is [{ } only] && only.KeyHash == hash)
        {
            return;
        }

        context.AccessTokens.RemoveRange(before);
        context.AccessTokens.Add(Token(userId, BootstrapName, hash, AccessScopes.All, null));
        await context.SaveChangesAsync(cancellationToken);
    }

    private static async Task<bool> IsOperatorAsync(PeppaDbContext context, long userId, CancellationToken cancellationToken) =>
        await context.Users.Where(user => user.Id == userId).Select(UserQueries.ToView(context)).SingleOrDefaultAsync(cancellationToken) is { } user
        && user.Role != Role.User;

    private AccessToken Token(long userId, string name, string hash, AccessScopes scopes, DateTimeOffset? expiresAt) =>
        new() { UserId = userId, Name = name, KeyHash = hash, Scopes = scopes, CreatedAt = time.GetUtcNow(), ExpiresAt = expiresAt };
}
