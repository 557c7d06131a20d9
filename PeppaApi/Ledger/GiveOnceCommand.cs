namespace PeppaApi.Ledger;

/// <param name="Given">Whether it was given now; otherwise the grant had been made before.</param>
/// <param name="Amount">What that grant was made with, in nano-dollars.</param>
public readonly record struct GiveOnceResult(bool Given, long GrantId, long Amount);

/// <summary>Makes a grant unless one with the same source was ever made, to whomever and whatever it was worth.</summary>
internal sealed class GiveOnceCommand(NewGrant grant, string sourceKey) : LedgerCommand<GiveOnceResult>
{
    protected override GiveOnceResult Run(LedgerStore store) =>
        store["SELECT id, amount FROM grants WHERE source_key = @p0"].ReadRow(sourceKey) is [{ } id, { } amount]
            ? new GiveOnceResult(false, id, amount)
            : new GiveOnceResult(true, GrantStatements.Give(store, grant, sourceKey), grant.Amount);
}
