namespace PeppaApi.Ledger;

/// <summary>The statements about running totals.</summary>
internal static class RunningTotals
{
    private const string Columns = "requests, failed, input_tokens, output_tokens, charged, overrun, upstream_cost";

    private const string Before = $"SELECT {Columns} FROM running_totals WHERE scope = @p0 AND user_id = @p1 AND key = @p2 AND hour < @p3 ORDER BY hour DESC LIMIT 1";

    private const string Write = $"""
        INSERT OR REPLACE INTO running_totals (scope, user_id, key, hour, {Columns})
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10)
        """;

    /// <summary>
    /// After a clock was put back the ledger writes into hours that were over: the totals go no further than where it is now, until they are made anew.
    /// Once for each process, in which <see cref="LedgerStore.Now"/> never goes back.
    /// </summary>
    public static void Reopen(LedgerStore store) =>
        store["DELETE FROM running_totals WHERE scope = 0 AND user_id = 0 AND key = '' AND hour >= @p0"].Change(UsageSums.HourOf(store.Now));

    /// <summary>Whatever an earlier run left there is written over.</summary>
    public static void Add(LedgerStore store, TotalKey key, long hour, HourTotal added)
    {
        var before = store[Before].ReadRow((long)key.Scope, key.UserId, key.Key, hour) is { } row ? Of(row) : default;
        var total = before + added;
        store[Write].ChangeOne(
            (long)key.Scope, key.UserId, key.Key, hour,
            total.Requests, total.Failed, total.InputTokens, total.OutputTokens, total.Charged, total.Overrun, total.UpstreamCost);
    }

    private static HourTotal Of(long?[] row) => new(row[0]!.Value, row[1]!.Value, row[2]!.Value, row[3]!.Value, row[4]!.Value, row[5]!.Value, row[6]!.Value);
}
