namespace PeppaApi.Ledger;

/// <summary>Makes a hold larger, by as much of what is wanted as account, token and limits have. Gives what was added.</summary>
internal sealed class ExtendCommand(long holdId, ReserveRequest request, long wanted) : LedgerCommand<long>
{
    public override bool Durable => false;

    public override bool MayBeRefused => false;

    protected override long Run(LedgerStore store)
    {
        var (userId, tokenId) = (request.UserId, request.TokenId);
        ExpiryStatements.Expire(store, userId);
        var (capped, _) = SpendingWindows.Cap(store, userId, tokenId, request.Limits, wanted);
        var amount = Math.Min(capped, AccountStatements.Room(store, userId, tokenId).Least);
        if (amount <= 0 || store["UPDATE holds SET amount = amount + @p0 WHERE id = @p1"].Change(amount, holdId) == 0)
        {
            return 0;
        }

        AccountStatements.Hold(store, userId, tokenId, amount);
        return amount;
    }
}
