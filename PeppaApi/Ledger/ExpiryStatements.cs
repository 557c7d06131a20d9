using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>Moves what is unspent of expired grants to expired, all but what holds taken in time may still spend.</summary>
internal static class ExpiryStatements
{
    private const string ExpiredLots = """
        SELECT id, remaining, expires_at FROM grants
        WHERE user_id = @p0 AND open = 1 AND expires_at <= @p1
        ORDER BY expires_at, CASE WHEN kind < 10 THEN 0 ELSE 1 END, created_at, id
        """;

    // Looked at again at every settlement while a part of an expired lot is kept for a hold: next_expiry stays in the past then.
    private const string RecomputeNextExpiry = """
        UPDATE accounts SET expired = expired + @p0,
            next_expiry = (SELECT min(expires_at) FROM grants WHERE user_id = @p1 AND open = 1)
        WHERE user_id = @p1
        """;

    public static void Expire(LedgerStore store, long userId)
    {
        long total = 0;
        long covered = 0;
        foreach (var lot in store[ExpiredLots].ReadRows(userId, store.Now))
        {
            // Holds spend in burn order, so the earliest lots are theirs first.
            var heldInTime = store["SELECT coalesce(sum(amount), 0) FROM holds WHERE user_id = @p0 AND created_at < @p1"]
                .ReadRow(userId, lot[2])![0]!.Value;
            var kept = Math.Clamp(heldInTime - covered, 0, lot[1]!.Value);
            covered += kept;
            total += ExpireLot(store, userId, lot[0]!.Value, lot[1]!.Value, lot[1]!.Value - kept);
        }

        store[RecomputeNextExpiry].Change(total, userId);
    }

    private static long ExpireLot(LedgerStore store, long userId, long grantId, long remaining, long amount)
    {
        if (amount > 0)
        {
            GrantStatements.WriteOff(store, grantId, remaining, amount);
            GrantStatements.Journal(store, userId, LedgerEntryKind.Expiry, amount, grantId, tokenId: null, requestId: null);
        }

        return amount;
    }
}
