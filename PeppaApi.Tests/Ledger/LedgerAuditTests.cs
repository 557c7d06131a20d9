using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

public sealed class LedgerAuditTests
{
    [Theory]
    [InlineData("UPDATE tokens SET spent = spent + 1", "tokens 1 spent")]
    [InlineData("UPDATE tokens SET held = held + 1", "tokens 1 held")]
    [InlineData("UPDATE grants SET spent = spent + 1, remaining = remaining - 1", "grants 1 spent")]
    [InlineData("UPDATE grants SET open = 0", "grants 1 open")]
    [InlineData("UPDATE grants SET expired = expired + 1, remaining = remaining - 1", "grants 1 expired")]
    [InlineData("UPDATE grants SET amount = amount + 1, remaining = remaining + 1", "grants 1 amount")]
    [InlineData("UPDATE ledger_entries SET token_id = NULL WHERE kind = 2", "tokens 1 spent")]
    [InlineData("UPDATE ledger_entries SET request_id = 'other' WHERE kind = 1", "grants 1 amount")]
    [InlineData("DELETE FROM holds", "tokens 1 held")]
    public async Task Books_ThatWereTamperedWith_Differ(string tampering, string difference)
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(10 * Credit.PerDollar);
        var (paid, _) = await bed.ReserveAsync(1_000);
        await paid!.SettleAsync(LedgerBed.Cost(700));
        var (open, _) = await bed.ReserveAsync(2_000);
        Assert.Empty((await bed.AuditAsync()).Differences);

        await using (var context = bed.OpenContext())
        {
            Assert.NotEqual(0, await context.Database.ExecuteSqlRawAsync(tampering));
        }

        Assert.Contains(difference, (await bed.AuditAsync()).Differences.Select(found => found.What));
        Assert.NotNull(open);
    }

    /// <summary>With many tokens and grants a sum that reads all entries for each of them would never end.</summary>
    [Fact]
    public async Task Checks_OfManyRows_FindTheRowsOfOneByAnIndex()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await using var context = bed.OpenContext();
        await context.Database.OpenConnectionAsync();
        List<string> faults = [];
        foreach (var check in LedgerAudit.Checks)
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + check;
            await using var reader = await command.ExecuteReaderAsync();
            var correlated = new HashSet<long>();
            while (await reader.ReadAsync())
            {
                var (id, parent, step) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetString(3));
                if (step.StartsWith("CORRELATED", StringComparison.Ordinal) || correlated.Contains(parent))
                {
                    correlated.Add(id);
                }

                if (correlated.Contains(id) && step.StartsWith("SCAN", StringComparison.Ordinal) && step != "SCAN CONSTANT ROW")
                {
                    faults.Add($"{step}: {check}");
                }
            }
        }

        Assert.Empty(faults);
    }
}
