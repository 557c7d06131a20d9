namespace PeppaApi.Ledger;

/// <summary>Says which hour the ledger writes into: never again, in this process, into one before it.</summary>
internal sealed class OpenHourCommand : LedgerCommand<long>
{
    public override bool Durable => false;

    protected override long Run(LedgerStore store) => UsageSums.HourOf(store.Now);
}
