using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>The statements on grants and the journal.</summary>
internal static class GrantStatements
{
    // Burn order: earliest expiry, then gifts before paid, then oldest. @p1 is the moment of the hold:
    // a hold taken while the grant was valid may still spend it.
    private const string Open = """
        SELECT id, remaining FROM grants
        WHERE user_id = @p0 AND remaining > 0 AND (expires_at IS NULL OR expires_at > @p1)
        ORDER BY CASE WHEN expires_at IS NULL THEN 1 ELSE 0 END, expires_at, CASE WHEN kind < 10 THEN 0 ELSE 1 END, created_at, id
        """;

    public static void Charge(LedgerStore store, long userId, long tokenId, string requestId, long heldAt, long amount)
    {
        if (amount == 0)
        {
            return;
        }

        var left = amount;
        foreach (var lot in store[Open].ReadRows(userId, heldAt))
        {
            var part = Math.Min(left, lot[1]!.Value);
            store["UPDATE grants SET spent = spent + @p0, remaining = remaining - @p0 WHERE id = @p1"].ChangeOne(part, lot[0]);
            Journal(store, userId, LedgerEntryKind.Charge, part, lot[0], tokenId, requestId);
            left -= part;
            if (left == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException($"The grants of user {userId} do not cover what its account holds.");
    }

    public static void Journal(
        LedgerStore store, long userId, LedgerEntryKind kind, long amount, long? grantId, long? tokenId, string? requestId) =>
        store["""
            INSERT INTO ledger_entries (at, user_id, kind, amount, grant_id, token_id, request_id)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)
            """].ChangeOne(store.Now, userId, (int)kind, amount, grantId, tokenId, requestId);
}
