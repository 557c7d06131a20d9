using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>One figure that the rows do not explain.</summary>
/// <param name="What">The figure: a table, a row and a column.</param>
/// <param name="Stored">What is stored, in nano-dollars.</param>
/// <param name="Computed">What the rows add up to.</param>
public sealed record AuditDifference(string What, long Stored, long Computed);

public sealed record AuditReport(IReadOnlyList<AuditDifference> Differences)
{
    public bool Ok => Differences.Count == 0;
}

public sealed record AuditRun(DateTimeOffset At, AuditReport Report);

/// <summary>Recomputes every account, token and grant from the rows. The books are right only if nothing differs.</summary>
public sealed class LedgerAudit(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    /// <summary>Each query gives (what, stored, computed) for the rows where the two differ.</summary>
    internal static readonly string[] Checks =
    [
        Compare("accounts", "user_id", "granted", "SELECT sum(amount) FROM grants g WHERE g.user_id = t.user_id"),
        Compare("accounts", "user_id", "granted", "SELECT sum(amount) FROM ledger_entries e WHERE e.user_id = t.user_id AND e.kind = 1"),
        Compare("accounts", "user_id", "spent", "SELECT sum(amount) FROM ledger_entries e WHERE e.user_id = t.user_id AND e.kind = 2"),
        Compare("accounts", "user_id", "expired", "SELECT sum(amount) FROM ledger_entries e WHERE e.user_id = t.user_id AND e.kind IN (3, 5)"),
        CompareGrouped("accounts", "held", "SELECT user_id AS id, sum(amount) AS total FROM holds GROUP BY user_id", key: "user_id"),
        Compare("accounts", "user_id", "granted - spent - expired", "SELECT sum(remaining) FROM grants g WHERE g.user_id = t.user_id"),
        CompareGrouped("tokens", "spent", "SELECT token_id AS id, sum(CASE kind WHEN 2 THEN amount ELSE -amount END) AS total FROM ledger_entries WHERE kind IN (1, 2) GROUP BY token_id"),
        CompareGrouped("tokens", "held", "SELECT token_id AS id, sum(amount) AS total FROM holds GROUP BY token_id"),
        Compare("spending_windows", "user_id", "spent", "SELECT sum(amount) FROM ledger_entries e WHERE e.user_id = t.user_id AND e.at >= t.starts_at AND e.at < t.ends_at AND e.kind = 2 AND (t.token_id = 0 OR e.token_id = t.token_id)"),
        CompareGrouped("grants", "spent", "SELECT grant_id AS id, sum(amount) AS total FROM ledger_entries WHERE kind = 2 GROUP BY grant_id"),
        CompareGrouped("grants", "expired", "SELECT grant_id AS id, sum(amount) AS total FROM ledger_entries WHERE kind IN (3, 5) GROUP BY grant_id"),
        Compare("grants", "id", "remaining", "SELECT t.amount - t.spent - t.expired"),
        Compare("grants", "id", "open", "SELECT t.remaining > 0"),
        CompareGrouped("grants", "amount", "SELECT g.id, sum(e.amount) AS total FROM ledger_entries e JOIN grants g ON g.id = e.grant_id WHERE e.kind = 1 AND e.request_id IS g.request_id GROUP BY g.id"),
        Compare("grants", "id", "request_id IS NOT NULL", "SELECT sum(CASE e.kind WHEN 2 THEN amount ELSE -amount END) >= 0 FROM ledger_entries e WHERE e.request_id = t.request_id AND e.kind IN (1, 2)"),
        Compare("usage_records", "id", "charged", "SELECT sum(amount) FROM ledger_entries e WHERE e.request_id = t.request_id AND e.kind = 2"),
        Compare("usage_records", "id", "overrun", "SELECT sum(amount) FROM ledger_entries e WHERE e.request_id = t.request_id AND e.kind = 4"),
        Compare("redemption_codes", "id", "coalesce(grant_id, 0)", "SELECT g.id FROM grants g JOIN redemption_batches b ON b.id = t.batch_id WHERE g.id = t.grant_id AND g.user_id = t.redeemed_by AND g.amount = b.amount"),
        Compare("redemption_codes", "id", "redeemed_at IS NOT NULL AND grant_id IS NULL", "SELECT t.redeemed_at IS NOT NULL AND b.amount = 0 FROM redemption_batches b WHERE b.id = t.batch_id"),
        Compare("accounts", "user_id", "spent", "SELECT sum(charged) FROM usage_hours u WHERE u.user_id = t.user_id"),
        Sums("charged"),
        Sums("upstream_cost"),
        Sums("requests"),
        Running(TotalScope.Site, "site_hours"),
        Running(TotalScope.Model, "site_hours"),
        Running(TotalScope.Channel, "site_hours"),
        Running(TotalScope.Group, "site_hours"),
        Running(TotalScope.User, "usage_hours"),
        Running(TotalScope.UserModel, "usage_hours"),
        Running(TotalScope.UserToken, "usage_hours"),
        Running(TotalScope.UserChannel, "usage_hours"),
    ];

    private AuditRun? _last;

    /// <summary>The latest audit of this process, whoever asked for it; none before the first.</summary>
    public AuditRun? Last => Volatile.Read(ref _last);

    /// <summary>Reads everything in one transaction, so that running requests do not disturb the sums.</summary>
    public async Task<AuditReport> RunAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        await using var command = snapshot.Connection!.CreateCommand();
        command.Transaction = snapshot;
        List<AuditDifference> differences = [];
        foreach (var check in Checks)
        {
            command.CommandText = check;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                differences.Add(new AuditDifference(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
            }
        }

        var report = new AuditReport(differences);
        Volatile.Write(ref _last, new AuditRun(time.GetUtcNow(), report));
        return report;
    }

    private static string Sums(string column) => $"""
        SELECT 'site_hours {column}', stored, computed FROM (
            SELECT (SELECT coalesce(sum({column}), 0) FROM site_hours) AS stored, (SELECT coalesce(sum({column}), 0) FROM usage_hours) AS computed) AS compared
        WHERE stored <> computed
        """;

    /// <summary>What a scope's running totals have come to, and the sums of as many hours.</summary>
    private static string Running(TotalScope scope, string hours) => $"""
        SELECT 'running_totals {scope} charged', stored, computed FROM (
            SELECT coalesce(sum(charged), 0) AS stored, (SELECT coalesce(sum(charged), 0) FROM {hours} WHERE hour <= (
                SELECT max(hour) FROM running_totals WHERE scope = 0 AND user_id = 0 AND key = '')) AS computed
            FROM (SELECT charged, max(hour) FROM running_totals WHERE scope = {(int)scope} AND hour <= (
                SELECT max(hour) FROM running_totals WHERE scope = 0 AND user_id = 0 AND key = '') GROUP BY user_id, key)) AS compared
        WHERE stored <> computed
        """;

    /// <summary>The same where no index finds the rows of one: their sums are made in one pass.</summary>
    private static string CompareGrouped(string table, string stored, string sums, string key = "id") => $"""
        SELECT '{table} ' || id || ' {stored}', stored, computed FROM (
            SELECT t.{key} AS id, t.{stored} AS stored, coalesce(s.total, 0) AS computed FROM {table} t LEFT JOIN ({sums}) s ON s.id = t.{key}) AS compared
        WHERE stored <> computed LIMIT 1000
        """;

    private static string Compare(string table, string key, string stored, string sum) => $"""
        SELECT '{table} ' || {key} || ' {stored}', stored, computed FROM (
            SELECT t.{key}, {stored} AS stored, coalesce(({sum}), 0) AS computed FROM {table} t) AS compared
        WHERE stored <> computed LIMIT 1000
        """;
}
