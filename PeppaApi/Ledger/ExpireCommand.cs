namespace PeppaApi.Ledger;

/// <summary>Expires what is due on a page of accounts. Gives how many accounts it looked at.</summary>
internal sealed class ExpireCommand(int page) : LedgerCommand<int>
{
    protected override int Run(LedgerStore store)
    {
        // Accounts whose lots are kept for a hold come up again at the settlement of that hold; here they are passed over.
        var due = store["""
            SELECT user_id FROM accounts
            WHERE next_expiry <= @p0 AND granted - spent - expired - held > 0 ORDER BY next_expiry LIMIT @p1
            """].ReadRows(store.Now, page);
        foreach (var account in due)
        {
            ExpiryStatements.Expire(store, account[0]!.Value);
        }

        return due.Count;
    }
}
