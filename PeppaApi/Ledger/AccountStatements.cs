namespace PeppaApi.Ledger;

/// <summary>How much may still be held. <paramref name="TokenSpendable"/> counts what is held as still to spend.</summary>
internal readonly record struct Room(long Account, long? Token, long? TokenSpendable)
{
    public long Least => Token is { } token ? Math.Min(Account, token) : Account;

    public ReserveOutcome Refusal(long minimum) =>
        TokenSpendable <= 0 ? ReserveOutcome.TokenExhausted
        : Token < minimum ? ReserveOutcome.TokenShort
        : ReserveOutcome.AccountShort;
}

/// <summary>The statements on accounts and tokens. Every one that takes credit carries its own condition.</summary>
internal static class AccountStatements
{
    private const string HoldOnAccount = """
        UPDATE accounts SET held = held + @p0
        WHERE user_id = @p1 AND granted - spent - expired - held >= @p0
        """;

    private const string HoldOnAccountUnexpired = HoldOnAccount + " AND (next_expiry IS NULL OR next_expiry > @p2)";

    private const string HoldOnToken = """
        UPDATE tokens SET held = held + @p0
        WHERE id = @p1 AND ("limit" IS NULL OR "limit" - spent - held >= @p0)
        """;

    private const string UnholdOnAccount = "UPDATE accounts SET held = held - @p0 WHERE user_id = @p1";

    /// <summary>The usual way, two statements: holds the amount if it is there and nothing waits to expire.</summary>
    public static bool TryHold(LedgerStore store, long userId, long tokenId, long amount)
    {
        if (store[HoldOnAccountUnexpired].Change(amount, userId, store.Now) == 0)
        {
            return false;
        }

        if (store[HoldOnToken].Change(amount, tokenId) == 1)
        {
            return true;
        }

        store[UnholdOnAccount].ChangeOne(amount, userId);
        return false;
    }

    /// <summary>Holds an amount that <see cref="Room"/> has just shown to be there.</summary>
    public static void Hold(LedgerStore store, long userId, long tokenId, long amount)
    {
        store[HoldOnAccount].ChangeOne(amount, userId);
        store[HoldOnToken].ChangeOne(amount, tokenId);
    }

    public static Room Room(LedgerStore store, long userId, long tokenId)
    {
        var account = store["SELECT granted - spent - expired - held FROM accounts WHERE user_id = @p0"].ReadRow(userId);
        var token = store["SELECT \"limit\" - spent - held, \"limit\" - spent FROM tokens WHERE id = @p0"].ReadRow(tokenId);
        // Without an account, that is before the first grant, not even nothing can be held.
        return new Room(account?[0] ?? -1, token?[0], token?[1]);
    }

    /// <summary>Takes a hold off account and token and books what it cost. Returns the account's next expiry, and until when its charges are counted.</summary>
    public static (long? NextExpiry, long? WindowsUntil) Settle(LedgerStore store, long userId, long tokenId, long held, long charged)
    {
        store["UPDATE tokens SET held = held - @p0, spent = spent + @p1 WHERE id = @p2"].ChangeOne(held, charged, tokenId);
        // Two statements, as RETURNING has SQLite build a table for its rows.
        store["UPDATE accounts SET held = held - @p0, spent = spent + @p1 WHERE user_id = @p2"].ChangeOne(held, charged, userId);
        var row = store["SELECT next_expiry, windows_until FROM accounts WHERE user_id = @p0"].ReadRow(userId)!;
        return (row[0], row[1]);
    }
}
