using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>A grant of which something is left; orders by when it is to be spent.</summary>
/// <param name="ExpiresAt">Never is the latest of all.</param>
internal readonly record struct Lot(long Id, long Remaining, long ExpiresAt, bool IsPaid, long CreatedAt) : IComparable<Lot>
{
    public int CompareTo(Lot other) => (ExpiresAt, IsPaid, CreatedAt, Id).CompareTo((other.ExpiresAt, other.IsPaid, other.CreatedAt, other.Id));
}

/// <summary>The statements on grants and the journal.</summary>
internal static class GrantStatements
{
    /// <summary>What may be spent, in burn order: earliest expiry, then gifts before paid, then oldest.</summary>
    /// <param name="heldAt">A hold taken while a grant was valid may still spend it.</param>
    public static List<Lot> Open(LedgerStore store, long userId, long heldAt)
    {
        // Most have one: SQLite would prepare to sort it.
        var lots = store["""
            SELECT id, remaining, expires_at, kind, created_at FROM grants
            WHERE user_id = @p0 AND open = 1 AND (expires_at IS NULL OR expires_at > @p1)
            """].ReadRows(userId, heldAt).ConvertAll(row => new Lot(row[0]!.Value, row[1]!.Value, row[2] ?? long.MaxValue, row[3] >= (int)GrantKind.Payment, row[4]!.Value));
        lots.Sort();
        return lots;
    }

    /// <summary>Gives credit and returns the id of the grant.</summary>
    /// <param name="tokenId">The token whose spending is given back with it.</param>
    public static long Give(LedgerStore store, NewGrant grant, string? sourceKey = null, string? requestId = null, long? tokenId = null)
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
            INSERT INTO grants (user_id, kind, amount, spent, expired, remaining, open, expires_at, created_at, reason, source_key, request_id)
            VALUES (@p0, @p1, @p2, 0, 0, @p2, 1, @p3, @p4, @p5, @p6, @p7)
            """].InsertOne(grant.UserId, (int)grant.Kind, grant.Amount, expiry, store.Now, grant.Reason, sourceKey, requestId);
        Journal(store, grant.UserId, LedgerEntryKind.Grant, grant.Amount, id, tokenId, requestId);
        return id;
    }

    public static void Charge(LedgerStore store, long userId, long tokenId, string requestId, long heldAt, long amount)
    {
        if (amount == 0)
        {
            return;
        }

        var left = amount;
        foreach (var lot in Open(store, userId, heldAt))
        {
            var part = Math.Min(left, lot.Remaining);
            store["UPDATE grants SET spent = spent + @p0, remaining = remaining - @p0 WHERE id = @p1"].ChangeOne(part, lot.Id);
            CloseIfUsedUp(store, lot.Id, lot.Remaining - part);
            Journal(store, userId, LedgerEntryKind.Charge, part, lot.Id, tokenId, requestId);
            left -= part;
            if (left == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException($"The grants of user {userId} do not cover what its account holds.");
    }

    /// <summary>Takes what nobody will spend any more, because it expired or an operator took it back.</summary>
    public static void WriteOff(LedgerStore store, long id, long remaining, long part)
    {
        store["UPDATE grants SET expired = expired + @p0, remaining = remaining - @p0 WHERE id = @p1"].ChangeOne(part, id);
        CloseIfUsedUp(store, id, remaining - part);
    }

    public static void Journal(
        LedgerStore store, long userId, LedgerEntryKind kind, long amount, long? grantId, long? tokenId, string? requestId) =>
        store["""
            INSERT INTO ledger_entries (at, user_id, kind, amount, grant_id, token_id, request_id)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)
            """].ChangeOne(store.Now, userId, (int)kind, amount, grantId, tokenId, requestId);

    private static void CloseIfUsedUp(LedgerStore store, long id, long left)
    {
        if (left == 0)
        {
            store["UPDATE grants SET open = 0 WHERE id = @p0 AND remaining = 0"].ChangeOne(id);
        }
    }
}
