namespace PeppaApi.Ledger;

/// <summary>Carries over what came into the log during a pass of the <see cref="Checkpointer"/>: between two transactions, as only then the log can come to its end.</summary>
internal sealed class CheckpointCommand(Action pass) : LedgerCommand
{
    public override bool Durable => false;

    public override bool MayBeRefused => false;

    public override void Execute(LedgerStore store)
    {
        // It comes after the transaction.
    }

    public override void Complete() => pass();

    public override void Fail(Exception exception)
    {
        // The next pass sees to it.
    }
}
