namespace PeppaApi.Ledger;

/// <summary>Expires what is due on a page of accounts, in the order of their users. Gives the last user of the page, or none if there are no more.</summary>
/// <param name="after">The last user of the page before; 0 is the first page.</param>
internal sealed class ExpireCommand(int page, long after) : LedgerCommand<long?>
{
    protected override long? Run(LedgerStore store)
    {
        // Lots that are kept for a hold come up again at the settlement of that hold. By users, so that their accounts do not come up again and again here;
        // with a plus, so that the index of what is due is the one to be read.
        var due = store["""
            SELECT user_id FROM accounts
            WHERE next_expiry <= @p0 AND granted - spent - expired - held > 0 AND +user_id > @p2 ORDER BY +user_id LIMIT @p1
            """].ReadRows(store.Now, page, after);
        foreach (var account in due)
        {
            ExpiryStatements.Expire(store, account[0]!.Value);
        }

        return due.Count == page ? due[^1][0] : null;
    }
}
