using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>A user's tokens. Every method is bound to the owner: a foreign id is as good as none.</summary>
public sealed class TokenService(IDbContextFactory<PeppaDbContext> contexts, InstallationSecret secret, TimeProvider time)
{
    private static readonly Expression<Func<ApiToken, TokenView>> ToView = token => new TokenView(
        token.Id, token.UserId, token.Name, token.Prefix, token.Limit, token.Spent, token.Held, token.ExpiresAt,
        token.Models, token.AllowedAddresses,
        new UsageLimits(token.RequestsPerMinute, token.TokensPerMinute, token.Concurrency, token.CreditPerDay, token.CreditPerWeek, token.CreditPerMonth),
        token.Enabled, token.CreatedAt);

    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<CreatedToken> CreateAsync(long userId, TokenSpec spec, CancellationToken cancellationToken = default)
    {
        var key = TokenKey.Create();
        var token = new ApiToken
        {
            UserId = userId,
            Name = "",
            KeyHash = secret.Hash(key),
            Prefix = TokenKey.Prefix(key),
            CreatedAt = time.GetUtcNow(),
        };
        InputException.Require(spec.ExpiresAt is null || spec.ExpiresAt > time.GetUtcNow(), "expiresAt", "The expiry is in the past.");
        TokenRulesInput.Apply(token, spec);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Tokens.Add(token);
        await context.SaveChangesAsync(cancellationToken);
        return new CreatedToken(token.Id, key, ToView.Compile()(token));
    }

    public async Task<(IReadOnlyList<TokenView> Items, int Total)> ListAsync(
        long userId, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var own = Own(context, userId);
        var items = await own.AsNoTracking().OrderByDescending(token => token.Id)
            .Skip((page - 1) * pageSize).Take(pageSize).Select(ToView).ToListAsync(cancellationToken);
        return (items, await own.CountAsync(cancellationToken));
    }

    public async Task<TokenView?> GetAsync(long userId, long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Own(context, userId).AsNoTracking().Where(token => token.Id == id).Select(ToView).SingleOrDefaultAsync(cancellationToken);
    }

    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public Task<bool> UpdateAsync(long userId, long id, TokenSpec spec, CancellationToken cancellationToken = default) =>
        ChangeAsync(userId, id, token => TokenRulesInput.Apply(token, spec), cancellationToken);

    public Task<bool> SetEnabledAsync(long userId, long id, bool enabled, CancellationToken cancellationToken = default) =>
        ChangeAsync(userId, id, token => token.Enabled = enabled, cancellationToken);

    /// <summary>Ends the token for good; its usage records stay.</summary>
    public Task<bool> DeleteAsync(long userId, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync(userId, id, token => token.DeletedAt = time.GetUtcNow(), cancellationToken);

    private static IQueryable<ApiToken> Own(PeppaDbContext context, long userId) =>
        context.Tokens.Where(token => token.UserId == userId && token.DeletedAt == null);

    private async Task<bool> ChangeAsync(long userId, long id, Action<ApiToken> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var token = await Own(context, userId).SingleOrDefaultAsync(token => token.Id == id, cancellationToken);
        if (token is null)
        {
            return false;
        }

        change(token);
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }
}
