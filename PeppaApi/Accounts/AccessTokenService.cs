using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

public sealed record AccessTokenView(long Id, string Name, DateTimeOffset CreatedAt);

/// <summary>A user's keys for the management API. Only hashes are kept.</summary>
public sealed class AccessTokenService(IDbContextFactory<PeppaDbContext> contexts, InstallationSecret secret, TimeProvider time)
{
    private const string BootstrapName = "Bootstrap";

    /// <returns>The key: here and never again.</returns>
    /// <exception cref="InputException">The name cannot be accepted.</exception>
    public async Task<string> CreateAsync(long userId, string name, CancellationToken cancellationToken = default)
    {
        name = name.Trim();
        InputException.Require(name.Length is > 0 and <= 100 && !name.Any(char.IsControl), "name", "A name has 1 to 100 characters.");
        var key = AccessTokenKey.Create();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.AccessTokens.Add(Token(userId, name, secret.Hash(key)));
        await context.SaveChangesAsync(cancellationToken);
        return key;
    }

    public async Task<IReadOnlyList<AccessTokenView>> ListAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.AccessTokens.Where(token => token.UserId == userId).OrderByDescending(token => token.Id)
            .Select(token => new AccessTokenView(token.Id, token.Name, token.CreatedAt)).ToListAsync(cancellationToken);
    }

    public async Task<bool> DeleteAsync(long userId, long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.AccessTokens.Where(token => token.UserId == userId && token.Id == id).ExecuteDeleteAsync(cancellationToken) > 0;
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
        context.AccessTokens.Add(Token(userId, BootstrapName, hash));
        await context.SaveChangesAsync(cancellationToken);
    }

    private AccessToken Token(long userId, string name, string hash) =>
        new() { UserId = userId, Name = name, KeyHash = hash, CreatedAt = time.GetUtcNow() };
}
