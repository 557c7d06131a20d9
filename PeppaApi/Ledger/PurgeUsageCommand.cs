namespace PeppaApi.Ledger;

/// <summary>
/// Deletes one page of the oldest usage records, and of tasks that ended as long ago; a task that goes on stays, however old.
/// Gives how many records: less than the page when nothing more is due.
/// </summary>
internal sealed class PurgeUsageCommand(long before, int page) : LedgerCommand<int>
{
    // What a power cut brings back is deleted again the next night.
    public override bool Durable => false;

    protected override int Run(LedgerStore store)
    {
        store["DELETE FROM long_tasks WHERE id IN (SELECT id FROM long_tasks WHERE finished_at < @p0 AND state >= 10 ORDER BY finished_at LIMIT @p1)"].Change(before, page);
        return store["DELETE FROM usage_records WHERE id IN (SELECT id FROM usage_records WHERE at < @p0 ORDER BY at LIMIT @p1)"].Change(before, page);
    }
}
