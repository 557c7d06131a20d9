using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

/// <summary>A change of a user's row beside Identity.</summary>
internal static class UserEdit
{
    /// <summary>Saves with a new stamp, so that an edit of Identity's which began before, and writes all columns, fails instead of undoing this.</summary>
    /// <param name="change">May run several times, each on what is there then.</param>
    /// <returns>False if there is no such user.</returns>
    public static Task<bool> ChangeUserAsync(
        this IDbContextFactory<PeppaDbContext> contexts, long userId, Func<PeppaDbContext, User, Task> change, CancellationToken cancellationToken) => contexts.ChangeAsync(
        async context =>
        {
            if (await context.Users.SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) is not { } user)
            {
                return false;
            }

            await change(context, user);
            user.ConcurrencyStamp = Guid.NewGuid().ToString();
            return true;
        },
        cancellationToken);

    /// <inheritdoc cref="ChangeUserAsync(IDbContextFactory{PeppaDbContext}, long, Func{PeppaDbContext, User, Task}, CancellationToken)"/>
    public static Task<bool> ChangeUserAsync(this IDbContextFactory<PeppaDbContext> contexts, long userId, Action<User> change, CancellationToken cancellationToken) => contexts.ChangeUserAsync(
        userId,
        (_, user) =>
        {
            change(user);
            return Task.CompletedTask;
        },
        cancellationToken);
}
