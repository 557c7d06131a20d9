using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;

namespace PeppaApi.Redemptions;

/// <summary>The ledger writes a user's new group in its own transaction: what keeps users in memory hears of it here.</summary>
public sealed class TierAnnouncer(IDbContextFactory<PeppaDbContext> contexts, IEnumerable<IDataChangeListener> listeners)
{
    /// <returns>The user's group.</returns>
    public async Task<string> AnnounceAsync(long userId)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var user = await context.Users.AsNoTracking().SingleAsync(row => row.Id == userId);
        foreach (var listener in listeners)
        {
            await listener.RefreshAsync([user]);
        }

        return user.GroupName;
    }
}
