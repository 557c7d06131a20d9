namespace PeppaApi.Ledger;

/// <summary>
/// A settlement that could not be written when it was due: tried again with the writer's notes until it is. Should the process end before,
/// its hold is still there and is resolved at the next start.
/// </summary>
internal sealed class OwedCommand(LedgerWriter writer, LedgerCommand settlement) : LedgerCommand
{
    public override bool MayBeRefused => false;

    public override void Execute(LedgerStore store) => settlement.Execute(store);

    public override void Complete() => settlement.Complete();

    public override void Fail(Exception exception)
    {
        if (exception is LedgerUnavailableException)
        {
            writer.Post(this);
        }
    }
}
