namespace PeppaApi.Ledger;

/// <summary>Deletes one page of the oldest usage records. Gives how many: less than the page when nothing more is due.</summary>
internal sealed class PurgeUsageCommand(long before, int page) : LedgerCommand<int>
{
    // What a power cut brings back is deleted again the next night.
    public override bool Durable => false;

    protected override int Run(LedgerStore store) =>
        (int)store["DELETE FROM usage_records WHERE id IN (SELECT id FROM usage_records WHERE at < @p0 ORDER BY at LIMIT @p1)"].Change(before, page);
}
