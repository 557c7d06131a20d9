using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>Credit to give.</summary>
/// <param name="Amount">Nano-dollars, above zero.</param>
/// <param name="ExpiresAt">The first moment at which it can no longer be held; none for ever.</param>
public sealed record NewGrant(long UserId, GrantKind Kind, long Amount, DateTimeOffset? ExpiresAt, string? Reason);

internal sealed class GrantCommand(NewGrant grant) : LedgerCommand<long>
{
    protected override long Run(LedgerStore store)
    {
        var expiry = grant.ExpiresAt?.ToUnixTimeMilliseconds();
        store["INSERT INTO accounts (user_id, granted, held, spent, expired) VALUES (@p0, 0, 0, 0, 0) ON CONFLICT (user_id) DO NOTHING"]
            .Change(grant.UserId);
        // SQLite turns an overflowing sum into a float, which no longer is money: refuse before.
        store["""
            UPDATE accounts SET granted = granted + @p0,
                next_expiry = CASE WHEN @p1 IS NULL OR next_expiry < @p1 THEN next_expiry ELSE @p1 END
            WHERE user_id = @p2 AND granted <= 9000000000000000000 - @p0
            """].ChangeOne(grant.Amount, expiry, grant.UserId);
        var id = store["""
            INSERT INTO grants (user_id, kind, amount, spent, expired, remaining, expires_at, created_at, reason)
            VALUES (@p0, @p1, @p2, 0, 0, @p2, @p3, @p4, @p5) RETURNING id
            """].ReadRow(grant.UserId, (int)grant.Kind, grant.Amount, expiry, store.Now, grant.Reason)![0]!.Value;
        GrantStatements.Journal(store, grant.UserId, LedgerEntryKind.Grant, grant.Amount, id, tokenId: null, requestId: null);
        return id;
    }
}
