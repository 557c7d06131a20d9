namespace PeppaApi.Ledger;

/// <summary>Gives a hold back whole, of which no request came. Says whether it was there.</summary>
internal sealed class DropCommand(long holdId, ReserveRequest request) : LedgerCommand<bool>
{
    public override bool Durable => false;

    public override bool MayBeRefused => false;

    protected override bool Run(LedgerStore store)
    {
        if (store["DELETE FROM holds WHERE id = @p0 RETURNING amount"].ReadRow(holdId) is not { } hold)
        {
            return false;
        }

        var (nextExpiry, _) = AccountStatements.Settle(store, request.UserId, request.TokenId, hold[0]!.Value, charged: 0);
        if (nextExpiry <= store.Now)
        {
            ExpiryStatements.Expire(store, request.UserId);
        }

        return true;
    }
}
