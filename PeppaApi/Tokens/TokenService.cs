using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>A user's tokens. Every method is bound to the owner: a foreign id is as good as none.</summary>
public sealed class TokenService(IDbContextFactory<PeppaDbContext> contexts, InstallationSecret secret, TimeProvider time)
{
    /// <summary>How many can be made at once.</summary>
    public const int MostAtOnce = 500;

    /// <summary>How many a user may have that are not deleted: all are kept in memory.</summary>
    public const int MostPerUser = 20_000;

    /// <summary>How many letters the models and addresses of all of a user's tokens may have, as they are stored.</summary>
    public const int MostRuleLetters = 2_000_000;

    /// <summary>How many can be chosen together.</summary>
    public const int MostChosen = 5000;

    /// <summary>For how long a deletion can be taken back.</summary>
    public static readonly TimeSpan UndoFor = TimeSpan.FromMinutes(2);

    /// <summary>The longest time for which the key before a rotation may go on.</summary>
    public static readonly TimeSpan LongestGrace = TimeSpan.FromDays(30);

    private static readonly Expression<Func<ApiToken, TokenView>> ToView = token => new TokenView(
        token.Id, token.UserId, token.Name, token.Prefix, token.Limit, token.Spent, token.Held, token.ExpiresAt,
        token.Models, token.AllowedAddresses,
        new UsageLimits(token.RequestsPerMinute, token.TokensPerMinute, token.Concurrency, token.CreditPerDay, token.CreditPerWeek, token.CreditPerMonth),
        token.Enabled, token.CreatedAt, token.PreviousKeyUntil);

    private static readonly Func<ApiToken, TokenView> View = ToView.Compile();

    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<CreatedToken> CreateAsync(long userId, TokenSpec spec, CancellationToken cancellationToken = default) =>
        (await CreateManyAsync(userId, spec, 1, cancellationToken))[0];

    /// <summary>Makes tokens that differ in name and key only: all of them or none. See <see cref="TokenNames"/> for their names.</summary>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<IReadOnlyList<CreatedToken>> CreateManyAsync(long userId, TokenSpec spec, int count, CancellationToken cancellationToken = default)
    {
        InputException.Require(count is >= 1 and <= MostAtOnce, "count", $"1 to {MostAtOnce} tokens are made at once.");
        InputException.Require(spec.ExpiresAt is null || spec.ExpiresAt > time.GetUtcNow(), "expiresAt", "The expiry is in the past.");
        var made = TokenNames.Of(spec.Name, count).Select(name => Make(userId, spec with { Name = name })).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        InputException.Require(
            await Own(context, userId).CountAsync(cancellationToken) + count <= MostPerUser, "count", $"A user has at most {MostPerUser:N0} tokens; delete some first.");
        await RequireRoomAsync(context, userId, made.Sum(one => Letters(one.Token)), cancellationToken);
        context.Tokens.AddRange(made.Select(one => one.Token));
        await context.SaveChangesAsync(cancellationToken);
        return [.. made.Select(one => new CreatedToken(one.Token.Id, one.Key, View(one.Token)))];
    }

    public async Task<(IReadOnlyList<TokenView> Items, int Total)> ListAsync(
        long userId, int page, int pageSize, TokenQuery? query = null, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = Found(context, userId, query);
        var items = await found.Skip((page - 1) * pageSize).Take(pageSize).Select(ToView).ToListAsync(cancellationToken);
        return (items, await found.CountAsync(cancellationToken));
    }

    /// <summary>From when on a limit is nearly spent: nine tenths of it.</summary>
    public static long NearlyAll(long limit) => limit - (limit / 10);

    /// <summary>Enabled tokens that expire within <paramref name="around"/> before or after a moment, or whose limit is nearly spent. Those that have ended come first.</summary>
    public async Task<(IReadOnlyList<TokenView> Items, int Total)> EndingAsync(long userId, DateTimeOffset now, TimeSpan around, int most, CancellationToken cancellationToken = default)
    {
        var (from, to) = (now - around, now + around);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = Own(context, userId).AsNoTracking()
            .Where(token => token.Enabled && ((token.ExpiresAt > from && token.ExpiresAt < to) || token.Spent >= token.Limit - (token.Limit / 10)));
        var items = await found.OrderByDescending(token => token.ExpiresAt <= now || token.Spent >= token.Limit).ThenByDescending(token => token.Id).Take(most).Select(ToView).ToListAsync(cancellationToken);
        return (items, items.Count < most ? items.Count : await found.CountAsync(cancellationToken));
    }

    /// <summary>All that a query finds, at most <see cref="MostChosen"/>.</summary>
    public async Task<IReadOnlyList<TokenView>> AllAsync(long userId, TokenQuery? query = null, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Found(context, userId, query).Take(MostChosen).Select(ToView).ToListAsync(cancellationToken);
    }

    public async Task<TokenView?> GetAsync(long userId, long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Own(context, userId).AsNoTracking().Where(token => token.Id == id).Select(ToView).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Makes of a token what it is to be; another change at the same time is not undone.</summary>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public Task<bool> UpdateAsync(long userId, long id, Func<TokenView, TokenSpec> change, CancellationToken cancellationToken = default) => contexts.ChangeAsync(
        async context =>
        {
            if (await Own(context, userId).SingleOrDefaultAsync(token => token.Id == id, cancellationToken) is not { } token)
            {
                return false;
            }

            var before = Letters(token);
            TokenRulesInput.Apply(token, change(View(token)));
            await RequireRoomAsync(context, userId, Letters(token) - before, cancellationToken);
            return true;
        },
        cancellationToken);

    public async Task<bool> SetEnabledAsync(long userId, long id, bool enabled, CancellationToken cancellationToken = default) =>
        await SetEnabledAsync(userId, [id], enabled, cancellationToken) == 1;

    /// <returns>How many there were.</returns>
    public Task<int> SetEnabledAsync(long userId, IReadOnlyCollection<long> ids, bool enabled, CancellationToken cancellationToken = default) =>
        ChangeAsync(userId, ids, token => token.Enabled = enabled, cancellationToken);

    /// <summary>Ends the token; its usage records stay.</summary>
    public async Task<bool> DeleteAsync(long userId, long id, CancellationToken cancellationToken = default) =>
        await DeleteAsync(userId, [id], cancellationToken) == 1;

    /// <returns>How many there were.</returns>
    public Task<int> DeleteAsync(long userId, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(userId, ids, token => token.DeletedAt = now, cancellationToken);
    }

    /// <summary>Takes deletions of the last moments back: the same keys, limits and figures.</summary>
    /// <returns>How many are there again.</returns>
    public async Task<int> RestoreAsync(long userId, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        var since = time.GetUtcNow() - UndoFor;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var deleted = await context.Tokens.Where(token => token.UserId == userId && ids.Contains(token.Id) && token.DeletedAt >= since).ToListAsync(cancellationToken);
        deleted.ForEach(token => token.DeletedAt = null);
        await context.SaveChangesAsync(cancellationToken);
        return deleted.Count;
    }

    /// <summary>Gives the token a new key; limit, figures and rules stay.</summary>
    /// <param name="grace">For how long the key that it has had opens beside the new one; zero refuses it from the next request on. One from an earlier rotation ends at once.</param>
    /// <returns>None if there is no such token.</returns>
    /// <exception cref="InputException">The grace is too long.</exception>
    public async Task<CreatedToken?> RotateAsync(long userId, long id, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        InputException.Require(grace >= TimeSpan.Zero && grace <= LongestGrace, "graceMinutes", $"The old key may go on for at most {LongestGrace.TotalDays} days.");
        var (key, now) = (TokenKey.Create(), time.GetUtcNow());
        TokenView? rotated = null;
        await ChangeAsync(
            userId,
            [id],
            token =>
            {
                (token.PreviousKeyHash, token.PreviousKeyUntil) = grace > TimeSpan.Zero ? (token.KeyHash, (DateTimeOffset?)(now + grace)) : (null, null);
                (token.KeyHash, token.Prefix) = (secret.Hash(key), TokenKey.Prefix(key));
                rotated = View(token);
            },
            cancellationToken);
        return rotated is null ? null : new CreatedToken(id, key, rotated);
    }

    private static IQueryable<ApiToken> Own(PeppaDbContext context, long userId) =>
        context.Tokens.Where(token => token.UserId == userId && token.DeletedAt == null);

    private static int Letters(ApiToken token) => token.Models.Concat(token.AllowedAddresses).Sum(text => text.Length + 3);

    private static async Task RequireRoomAsync(PeppaDbContext context, long userId, int more, CancellationToken cancellationToken)
    {
        if (more <= 0)
        {
            return;
        }

        var stored = await context.Database.SqlQuery<long>(
            $"SELECT COALESCE(SUM(length(models) + length(allowed_addresses)), 0) AS Value FROM tokens WHERE user_id = {userId} AND deleted_at IS NULL").SingleAsync(cancellationToken);
        InputException.Require(stored + more <= MostRuleLetters, "models", "The models and addresses of all your tokens together are too long. Name fewer, or delete tokens.");
    }

    private IQueryable<ApiToken> Found(PeppaDbContext context, long userId, TokenQuery? query) =>
        (query ?? new TokenQuery()).Apply(Own(context, userId).AsNoTracking(), secret, time.GetUtcNow());

    private (string Key, ApiToken Token) Make(long userId, TokenSpec spec)
    {
        var key = TokenKey.Create();
        var token = new ApiToken { UserId = userId, Name = "", KeyHash = secret.Hash(key), Prefix = TokenKey.Prefix(key), CreatedAt = time.GetUtcNow() };
        TokenRulesInput.Apply(token, spec);
        return (key, token);
    }

    private async Task<int> ChangeAsync(long userId, IReadOnlyCollection<long> ids, Action<ApiToken> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var tokens = await Own(context, userId).Where(token => ids.Contains(token.Id)).ToListAsync(cancellationToken);
        tokens.ForEach(change);
        await context.SaveChangesAsync(cancellationToken);
        return tokens.Count;
    }
}
