using PeppaApi.Auditing;

namespace PeppaApi.Ledger;

/// <param name="Given">Whether it was given now; otherwise the grant had been made before.</param>
/// <param name="Amount">What that grant was made with, in nano-dollars.</param>
public readonly record struct GiveOnceResult(bool Given, long GrantId, long Amount);

/// <summary>Makes a grant unless one with the same source was ever made, to whomever and whatever it was worth.</summary>
internal sealed class GiveOnceCommand(NewGrant grant, string sourceKey, Actor? by = null) : LedgerCommand<GiveOnceResult>
{
    protected override GiveOnceResult Run(LedgerStore store)
    {
        if (store["SELECT id, amount FROM grants WHERE source_key = @p0"].ReadRow(sourceKey) is [{ } id, { } amount])
        {
            return new GiveOnceResult(false, id, amount);
        }

        var given = GrantStatements.Give(store, grant, sourceKey);
        GrantCommand.Note(store, by, grant);
        return new GiveOnceResult(true, given, grant.Amount);
    }
}
