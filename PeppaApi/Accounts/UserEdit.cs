using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

/// <summary>A change of a user's row beside Identity.</summary>
internal static class UserEdit
{
    private const int Attempts = 5;

    /// <summary>
    /// Saves with a new stamp, so that an edit which began before, and writes all columns, fails instead of undoing this; and tries
    /// again where another change came first.
    /// </summary>
    public static async Task<bool> SaveAsync(PeppaDbContext context, long userId, Action<User> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            context.ChangeTracker.Clear();
            if (await context.Users.SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) is not { } user)
            {
                return false;
            }

            change(user);
            user.ConcurrencyStamp = Guid.NewGuid().ToString();
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                return true;
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // Read it anew.
            }
        }
    }
}
