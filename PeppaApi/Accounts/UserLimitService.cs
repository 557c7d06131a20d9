using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>What operators allow a user to use in a time, with all tokens together.</summary>
public sealed class UserLimitService(IDbContextFactory<PeppaDbContext> contexts)
{
    /// <returns>The user's own limits, or <see langword="null"/> if there is no such user.</returns>
    public async Task<LimitsInput?> GetAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken);
        return user is null ? null : LimitsInput.Of(user.Limits);
    }

    /// <summary>Sets what becomes of the limits in force, from the next request on; another change at the same time is not undone.</summary>
    /// <exception cref="InputException">A limit cannot be accepted.</exception>
    public Task<bool> SetAsync(long userId, Func<LimitsInput, LimitsInput> change, CancellationToken cancellationToken = default) =>
        contexts.ChangeUserAsync(userId, user => user.Limits = change(LimitsInput.Of(user.Limits)).ToLimits(), cancellationToken);
}
