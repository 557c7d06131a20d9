namespace PeppaApi.Ledger;

/// <summary>
/// Notes that a request went upstream. Not waited for: should the process die before it is written,
/// the hold is released, in the user's favour.
/// </summary>
internal sealed class MarkSentCommand(long holdId) : LedgerCommand
{
    public override bool Durable => false;

    public override void Execute(LedgerStore store) =>
        store["UPDATE holds SET sent = @p0 WHERE id = @p1"].Change(true, holdId);

    public override void Complete()
    {
        // Nobody waits.
    }

    public override void Fail(Exception exception)
    {
        // Logged by the writer; the settlement does not depend on the mark.
    }
}
