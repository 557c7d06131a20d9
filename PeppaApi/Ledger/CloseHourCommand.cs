namespace PeppaApi.Ledger;

/// <summary>Writes one page of what an hour that is over adds to the running totals.</summary>
internal sealed class CloseHourCommand(long hour, IReadOnlyList<KeyValuePair<TotalKey, HourTotal>> page) : LedgerCommand<int>
{
    // What a power cut takes back is made again.
    public override bool Durable => false;

    protected override int Run(LedgerStore store)
    {
        foreach (var (key, added) in page)
        {
            RunningTotals.Add(store, key, hour, added);
        }

        return page.Count;
    }
}
