namespace PeppaApi.Ledger;

/// <summary>
/// Notes that a request went upstream. Not waited for: should the process die before it is written,
/// the hold is released, in the user's favour. A request that is over by then needs no note.
/// </summary>
internal sealed class MarkSentCommand(Reservation reservation) : LedgerCommand
{
    public override bool Durable => false;

    public override bool MayBeRefused => false;

    public override void Execute(LedgerStore store)
    {
        if (!reservation.IsResolved)
        {
            store["UPDATE holds SET sent = @p0 WHERE id = @p1"].Change(true, reservation.HoldId);
        }
    }

    public override void Complete()
    {
        // Nobody waits.
    }

    public override void Fail(Exception exception)
    {
        // Logged by the writer; the settlement does not depend on the mark.
    }
}
