using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>A user's money at one moment, in nano-dollars.</summary>
public sealed record Balance(long Available, long Held, long Spent, long Expired, long Granted, IReadOnlyList<GrantView> Grants)
{
    /// <summary>The open grant that expires first, if any does.</summary>
    public GrantView? ExpiresNext => Grants.Where(grant => grant.Remaining > 0 && grant.ExpiresAt is not null).MinBy(grant => grant.ExpiresAt);
}

/// <param name="RequestId">The request that a refund gives back.</param>
public sealed record GrantView(
    long Id,
    GrantKind Kind,
    long Amount,
    long Remaining,
    long Spent,
    long Expired,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt,
    string? Reason,
    string? RequestId);

/// <summary>Credit that an operator took back.</summary>
public sealed record WithdrawalView(long Id, DateTimeOffset At, long Amount, string? Reason);

/// <summary>Reads balances. What has expired but is not yet written off counts as expired here.</summary>
public sealed class BalanceReader(IDbContextFactory<PeppaDbContext> contexts, CreditLedger ledger, TimeProvider time)
{
    public async Task<Balance> GetAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await context.Accounts.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        if (account?.NextExpiry <= time.GetUtcNow())
        {
            await ledger.ExpireDueAsync();
            account = await context.Accounts.AsNoTracking().SingleAsync(row => row.UserId == userId, cancellationToken);
        }

        var grants = await context.Grants.AsNoTracking().Where(grant => grant.UserId == userId)
            .OrderByDescending(grant => grant.Id)
            .Select(grant => new GrantView(
                grant.Id, grant.Kind, grant.Amount, grant.Remaining, grant.Spent, grant.Expired, grant.ExpiresAt, grant.CreatedAt, grant.Reason, grant.RequestId))
            .ToListAsync(cancellationToken);
        return account is null
            ? new Balance(0, 0, 0, 0, 0, grants)
            : new Balance(account.Available, account.Held, account.Spent, account.Expired, account.Granted, grants);
    }

    /// <summary>The user who was charged for a request, if any was.</summary>
    public async Task<long?> PayerAsync(string requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LedgerEntries.AsNoTracking().Where(entry => entry.RequestId == requestId && entry.Kind == LedgerEntryKind.Charge)
            .Select(entry => (long?)entry.UserId).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>What operators took back from a user, the latest first.</summary>
    public async Task<IReadOnlyList<WithdrawalView>> WithdrawalsAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LedgerEntries.AsNoTracking().Where(entry => entry.UserId == userId && entry.Kind == LedgerEntryKind.Withdrawal)
            .OrderByDescending(entry => entry.Id).Select(entry => new WithdrawalView(entry.Id, entry.At, entry.Amount, entry.Note))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Available credit of several users, for lists; users without an account are left out.</summary>
    public async Task<Dictionary<long, long>> AvailableAsync(IReadOnlyCollection<long> userIds, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Accounts.AsNoTracking().Where(account => userIds.Contains(account.UserId))
            .ToDictionaryAsync(
                account => account.UserId, account => account.Available, cancellationToken);
    }
}
