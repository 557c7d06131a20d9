using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Invites;

/// <summary>Gives inviters their share of what the people whom they invited top up. Each top-up earns once.</summary>
public sealed class TopUpShares(IDbContextFactory<PeppaDbContext> contexts, CreditLedger ledger, OperatorSettings settings)
{
    /// <param name="userId">Who topped up.</param>
    /// <param name="topUp">Nano-dollars.</param>
    /// <param name="source">What the top-up was, such as <c>grant-42</c>.</param>
    public async Task GiveAsync(long userId, long topUp, string source)
    {
        var share = settings.Get<GiftSettings>().ShareOf(topUp);
        if (share > 0 && await InviterAsync(userId) is { } inviter)
        {
            await ledger.GiveOnceAsync(inviter, GrantKind.TopUpShare, share, expiresAt: null, $"topup-share:{source}", reason: null);
        }
    }

    /// <summary>Gives what a process before was killed over: shares of the last hours' codes.</summary>
    internal async Task GiveDueAsync(DateTimeOffset since)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var grants = await context.Grants.AsNoTracking()
            .Where(grant => grant.CreatedAt > since && (grant.Kind == GrantKind.Redemption || grant.Kind == GrantKind.VipPurchase)).ToListAsync();
        foreach (var grant in grants)
        {
            await GiveAsync(grant.UserId, grant.Amount, Source(grant.Id));
        }
    }

    public static string Source(long grantId) => $"grant-{grantId}";

    /// <summary>Whoever invited the user, unless the invite is one that earns nothing.</summary>
    private async Task<long?> InviterAsync(long userId)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.SignUps
            .Where(row => row.UserId == userId && (row.NoReward == null || row.NoReward == NoReward.Off) && context.Users.Any(user => user.Id == row.InviterId && !user.Disabled))
            .Select(row => row.InviterId).SingleOrDefaultAsync();
    }
}
