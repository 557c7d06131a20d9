using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>Of whom sums are wanted: of all in a scope, or of some.</summary>
internal readonly record struct SpanOf(TotalScope Scope, long UserId = 0, IReadOnlyList<string>? Keys = null)
{
    public static SpanOf Site { get; } = new(TotalScope.Site, 0, [RunningTotal.OfAll]);

    public static SpanOf User(long userId) => new(TotalScope.User, 0, [Text(userId)]);

    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What one of them used in each span.</summary>
internal sealed record SpanSums(string Key, SiteFigures[] Spans)
{
    public SiteFigures Total => Spans.Aggregate(default(SiteFigures), (sum, span) => sum + span);

    public long Id => long.Parse(Key, CultureInfo.InvariantCulture);
}

/// <summary>
/// What was used between moments, in whole hours: two running totals for each, however much it was, and the sums by hour for
/// the hours that have none yet.
/// </summary>
internal static class UsageSpans
{
    private static readonly Dictionary<TotalScope, string> OpenSql = new()
    {
        [TotalScope.Site] = Open("site_hours", "''", failed: true),
        [TotalScope.Model] = Open("site_hours", "model", failed: true),
        [TotalScope.Channel] = Open("site_hours", "CAST(channel_id AS TEXT)", failed: true),
        [TotalScope.Group] = Open("site_hours", "group_name", failed: true),
        [TotalScope.User] = Open("usage_hours", "CAST(user_id AS TEXT)", failed: false),
        [TotalScope.UserModel] = Open("usage_hours", "model", failed: false, ofUser: true),
        [TotalScope.UserToken] = Open("usage_hours", "CAST(token_id AS TEXT)", failed: false, ofUser: true),
        [TotalScope.UserChannel] = Open("usage_hours", "CAST(channel_id AS TEXT)", failed: false, ofUser: true),
        [TotalScope.Status] = $$"""
            SELECT CAST(status AS TEXT) AS "Key", at - at % 3600000 AS "At", count(*) AS "Requests", 0 AS "Failed", sum(input_tokens) AS "Input", sum(output_tokens) AS "Output",
                sum(charged) AS "Charged", 0 AS "UpstreamCost", sum(overrun) AS "Overrun"
            FROM usage_records INDEXED BY IX_usage_records_failures
            WHERE status <> 0 AND status IN ({{string.Join(", ", Enum.GetValues<UsageStatus>().Where(status => status != UsageStatus.Succeeded).Select(status => (int)status))}}) AND at >= {0} AND at < {1} AND ({2} = 0 OR user_id = {2}) GROUP BY 1, 2
            """,
    };

    private static readonly string OpenOfUserSql = Open("usage_hours", "CAST(user_id AS TEXT)", failed: false, ofUser: true);

    internal static IEnumerable<string> OpenStatements => OpenSql.Values.Append(OpenOfUserSql);

    /// <summary>The first hour that the running totals do not know.</summary>
    public static async Task<DateTimeOffset> OpenFromAsync(PeppaDbContext context, CancellationToken cancellationToken) =>
        (await RunningTotal.LastHourAsync(context, cancellationToken))?.AddHours(1) ?? DateTimeOffset.UnixEpoch;

    /// <summary>The rows of one: the hours in which it used anything, as far as running totals go.</summary>
    public static IQueryable<RunningTotal> ClosedHours(PeppaDbContext context, SpanOf of, DateTimeOffset openFrom)
    {
        var (scope, user, key) = (of.Scope, of.UserId, of.Keys![0]);
        return context.RunningTotals.AsNoTracking().Where(total => total.Scope == scope && total.UserId == user && total.Key == key && total.Hour < openFrom);
    }

    /// <param name="bounds">Where each span begins, in order, and where the last one ends; whole hours.</param>
    /// <returns>Those that used anything.</returns>
    public static async Task<List<SpanSums>> ReadAsync(PeppaDbContext context, SpanOf of, IReadOnlyList<DateTimeOffset> bounds, CancellationToken cancellationToken)
    {
        var openFrom = await OpenFromAsync(context, cancellationToken);
        var sums = new Dictionary<string, SiteFigures[]>();
        await AddClosedAsync(context, of, bounds, openFrom, sums, cancellationToken);
        await AddOpenAsync(context, of, bounds, openFrom, sums, cancellationToken);
        return [.. sums.Where(sum => Array.Exists(sum.Value, span => span != default)).Select(sum => new SpanSums(sum.Key, sum.Value))];
    }

    /// <summary>What one of them used in one span.</summary>
    public static async Task<SiteFigures> SumAsync(PeppaDbContext context, SpanOf of, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        from >= to ? default : (await ReadAsync(context, of, [from, to], cancellationToken)).Aggregate(default(SiteFigures), (sum, one) => sum + one.Total);

    private static async Task AddClosedAsync(
        PeppaDbContext context, SpanOf of, IReadOnlyList<DateTimeOffset> bounds, DateTimeOffset openFrom, Dictionary<string, SiteFigures[]> sums, CancellationToken cancellationToken)
    {
        // Beyond the last hour that they know, running totals stay what they are.
        var moments = JsonSerializer.Serialize(bounds.Select(bound => (bound < openFrom ? bound : openFrom).ToUnixTimeMilliseconds()));
        var (scope, user) = ((int)of.Scope, of.UserId);
        var sql = of.Keys is { } keys ? SomeSql(scope, user, JsonSerializer.Serialize(keys), moments) : AllSql(scope, user, moments);
        var rows = await context.Database.SqlQuery<Row>(sql).ToListAsync(cancellationToken);
        foreach (var one in rows.GroupBy(row => row.Key))
        {
            var totals = new SiteFigures[bounds.Count];
            foreach (var row in one)
            {
                totals[row.At] = row.Figures;
            }

            sums[one.Key] = [.. Enumerable.Range(0, bounds.Count - 1).Select(i => totals[i + 1] - totals[i])];
        }
    }

    private static async Task AddOpenAsync(
        PeppaDbContext context, SpanOf of, IReadOnlyList<DateTimeOffset> bounds, DateTimeOffset openFrom, Dictionary<string, SiteFigures[]> sums, CancellationToken cancellationToken)
    {
        var from = bounds[0] > openFrom ? bounds[0] : openFrom;
        if (from >= bounds[^1])
        {
            return;
        }

        var ofUser = of is { Scope: TotalScope.User, Keys: not null };
        var rows = await context.Database.SqlQueryRaw<Row>(
            ofUser ? OpenOfUserSql : OpenSql[of.Scope],
            from.ToUnixTimeMilliseconds(), bounds[^1].ToUnixTimeMilliseconds(), ofUser ? long.Parse(of.Keys![0], CultureInfo.InvariantCulture) : of.UserId).ToListAsync(cancellationToken);
        foreach (var row in rows.Where(row => of.Keys?.Contains(row.Key) ?? true))
        {
            if (!sums.TryGetValue(row.Key, out var spans))
            {
                sums[row.Key] = spans = new SiteFigures[bounds.Count - 1];
            }

            spans[IndexOf(bounds, DateTimeOffset.FromUnixTimeMilliseconds(row.At))] += row.Figures;
        }
    }

    /// <summary>The last span that does not begin after the hour.</summary>
    private static int IndexOf(IReadOnlyList<DateTimeOffset> bounds, DateTimeOffset hour)
    {
        var index = bounds.Count - 2;
        while (index > 0 && bounds[index] > hour)
        {
            index--;
        }

        return index;
    }

    private static FormattableString SomeSql(int scope, long user, string keys, string moments) => $"""
        SELECT t.key AS "Key", b.key AS "At", t.requests AS "Requests", t.failed AS "Failed", t.input_tokens AS "Input", t.output_tokens AS "Output",
            t.charged AS "Charged", t.upstream_cost AS "UpstreamCost", t.overrun AS "Overrun"
        FROM json_each({keys}) k CROSS JOIN json_each({moments}) b CROSS JOIN running_totals t
        WHERE t.scope = {scope} AND t.user_id = {user} AND t.key = k.value AND t.hour = (
            SELECT max(p.hour) FROM running_totals p WHERE p.scope = {scope} AND p.user_id = {user} AND p.key = k.value AND p.hour < b.value)
        """;

    /// <summary>Finds the keys by jumping from one to the next, past all their hours.</summary>
    private static FormattableString AllSql(int scope, long user, string moments) => $"""
        SELECT t.key AS "Key", b.key AS "At", t.requests AS "Requests", t.failed AS "Failed", t.input_tokens AS "Input", t.output_tokens AS "Output",
            t.charged AS "Charged", t.upstream_cost AS "UpstreamCost", t.overrun AS "Overrun"
        FROM (
            WITH RECURSIVE keys(key) AS (
                SELECT min(key) FROM running_totals WHERE scope = {scope} AND user_id = {user}
                UNION ALL
                SELECT (SELECT min(n.key) FROM running_totals n WHERE n.scope = {scope} AND n.user_id = {user} AND n.key > keys.key) FROM keys WHERE keys.key IS NOT NULL)
            SELECT key FROM keys WHERE key IS NOT NULL) k
        CROSS JOIN json_each({moments}) b CROSS JOIN running_totals t
        WHERE t.scope = {scope} AND t.user_id = {user} AND t.key = k.key AND t.hour = (
            SELECT max(p.hour) FROM running_totals p WHERE p.scope = {scope} AND p.user_id = {user} AND p.key = k.key AND p.hour < b.value)
        """;

    /// <summary>The expression keeps SQLite from reading every hour there ever was in the order of users, to save itself the sorting.</summary>
    private static string Open(string table, string key, bool failed, bool ofUser = false) => $$"""
        SELECT {{key}} AS "Key", hour AS "At", sum(requests) AS "Requests", {{(failed ? "sum(failed)" : "0")}} AS "Failed", sum(input_tokens) AS "Input", sum(output_tokens) AS "Output",
            sum(charged) AS "Charged", sum(upstream_cost) AS "UpstreamCost", sum(overrun) AS "Overrun"
        FROM {{table}} WHERE hour >= {0} AND hour < {1} AND {{(ofUser ? "user_id = {2}" : "{2} >= 0")}} GROUP BY hour, 1
        """;

    private sealed record Row(string Key, long At, long Requests, long Failed, long Input, long Output, long Charged, long UpstreamCost, long Overrun)
    {
        public SiteFigures Figures => new(Requests, Failed, Input, Output, Charged, UpstreamCost, Overrun);
    }
}
