using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Preparing;

/// <summary>
/// Makes an installation that has grown: PeppaApi itself writes one user with credit and a token, one channel with a key and one usage
/// row, and those rows are then copied while it is stopped. Every token's key is known by its number.
/// </summary>
internal sealed class LargeDatabase(BenchmarkOptions options, RelayData data, int upstreamPort)
{
    /// <summary>Usage is that of so many tokens, over so many days: what one user sees is then as long as that of a busy one.</summary>
    private const int BusyTokens = 1_000;
    private const int UsageDays = 80;
    private const long HourMilliseconds = 3_600_000;

    private static RelayWay Way => RelayWay.PassThrough;

    public static string KeyOf(int token) => string.Create(CultureInfo.InvariantCulture, $"sk-{token:D48}");

    /// <returns>What each request costs there.</returns>
    public async Task<RequestCosts> MakeAsync(DatabaseSize size, CancellationToken stop)
    {
        var pattern = await WritePatternAsync(stop);
        await using var connection = new SqliteConnection($"Data Source={data.Database};Pooling=False");
        await connection.OpenAsync(stop);
        var secret = await File.ReadAllBytesAsync(Path.Combine(data.Folder, "secret.key"), stop);
        connection.CreateFunction("key_hash", (long n) => Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(KeyOf((int)n)))), isDeterministic: true);

        var rows = new RowCopier(connection);
        await rows.RunAsync("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -1000000", stop);
        await CopyUsersAsync(rows, pattern, size, stop);
        await CopyChannelsAsync(rows, size, stop);
        if (size.UsageRows > 0)
        {
            await CopyUsageAsync(rows, pattern, size.UsageRows, stop);
        }

        await rows.RunAsync("PRAGMA journal_mode = WAL", stop);
        return pattern.Costs;
    }

    private async Task<Pattern> WritePatternAsync(CancellationToken stop)
    {
        using var relay = await RelayProcess.StartAsync(options, data, stop);
        using var client = new RelayClient(relay);
        _ = await client.PrepareAsync(upstreamPort, [Way], stop);
        var (user, token, key) = await client.CreateUserAsync(stop);
        var peer = new Peer(Peer.PeppaApi, relay.Port, key, relay.Process, Way, Booked: true);
        var costs = await new PriceProbe(relay, client, peer, Way).RunAsync(stop);
        return new Pattern(user, token, costs);
    }

    private static async Task CopyUsersAsync(RowCopier rows, Pattern pattern, DatabaseSize size, CancellationToken stop)
    {
        var grant = await rows.NumberAsync($"SELECT id FROM grants WHERE user_id = {pattern.User}", stop);
        var lastEntry = await rows.NumberAsync("SELECT max(id) FROM ledger_entries", stop);
        var user = $"{pattern.User} + n";
        await rows.CopyAsync(
            "asp_net_users", $"id = {pattern.User}", size.Users,
            [
                ("id", user), ("user_name", "'user' || n"), ("normalized_user_name", "'USER' || n"), ("email", "'user' || n || '@example.test'"),
                ("normalized_email", "'USER' || n || '@EXAMPLE.TEST'"), ("person_key", "'user' || n || '@example.test'"), ("name_skeleton", "'user' || n"), ("invite_code", "NULL"),
            ],
            stop);
        await rows.CopyAsync("accounts", $"user_id = {pattern.User}", size.Users, [("user_id", user), ("spent", "0")], stop);
        await rows.CopyAsync("grants", $"id = {grant}", size.Users, [("id", $"{grant} + n"), ("user_id", user), ("spent", "0"), ("remaining", "source.amount")], stop);
        await rows.CopyAsync(
            "ledger_entries", $"user_id = {pattern.User} AND kind = 1", size.Users,
            [("id", $"{lastEntry} + n"), ("user_id", user), ("grant_id", $"{grant} + n")], stop);
        await rows.CopyAsync(
            "tokens", $"id = {pattern.Token}", size.Tokens,
            [("id", $"{pattern.Token} + n"), ("user_id", $"{pattern.User} + 1 + (n - 1) % {size.Users}"), ("key_hash", "key_hash(n)"), ("prefix", "'sk-00000'"), ("spent", "0")], stop);
    }

    /// <summary>All keys are the one that the upstream counts under.</summary>
    private static async Task CopyChannelsAsync(RowCopier rows, DatabaseSize size, CancellationToken stop)
    {
        var (channel, key) = (await rows.NumberAsync("SELECT max(id) FROM channels", stop), await rows.NumberAsync("SELECT max(id) FROM channel_keys", stop));
        await rows.CopyAsync("channels", $"id = {channel}", size.Channels - 1, [("id", $"{channel} + n"), ("name", "'channel ' || n")], stop);
        await rows.CopyAsync(
            "channel_keys", $"id = {key}", ((long)size.Channels * size.KeysPerChannel) - 1,
            [("id", $"{key} + n"), ("channel_id", $"{channel} + n / {size.KeysPerChannel}")], stop);
    }

    /// <summary>Rows that cost nothing, so that they need no entries in the ledger, and the sums by hour that go with them.</summary>
    private static async Task CopyUsageAsync(RowCopier rows, Pattern pattern, long count, CancellationToken stop)
    {
        var last = await rows.NumberAsync("SELECT max(id) FROM usage_records", stop);
        var busy = $"1 + n % {BusyTokens}";
        (string, string)[] free = [("cost", "0"), ("charged", "0"), ("overrun", "0"), ("upstream_cost", "0")];
        await rows.CopyAsync(
            "usage_records", $"id = {last}", count,
            [
                ("id", $"{last} + n"), ("request_id", "'bench-' || printf('%012d', n)"), ("user_id", $"{pattern.User} + {busy}"), ("token_id", $"{pattern.Token} + {busy}"),
                ("at", $"source.at - ({count} - n) * {UsageDays * 86_400_000L} / {count}"), .. free,
            ],
            stop);
        await rows.RunAsync(
            $"""
            INSERT INTO usage_hours (hour, user_id, token_id, model, channel_id, group_name, requests, input_tokens, output_tokens, images, milliseconds, characters, units, charged, overrun, upstream_cost)
            SELECT at - at % {HourMilliseconds}, user_id, token_id, model, channel_id, group_name, count(*), sum(input_tokens), sum(output_tokens), 0, 0, 0, 0, 0, 0, 0
            FROM usage_records WHERE id > {last} GROUP BY 1, 2, 3, 4, 5, 6
            """,
            stop);
        await rows.RunAsync(
            $"""
            INSERT INTO site_hours (hour, model, channel_id, group_name, requests, failed, input_tokens, output_tokens, charged, overrun, upstream_cost)
            SELECT hour, model, channel_id, group_name, sum(requests), 0, sum(input_tokens), sum(output_tokens), 0, 0, 0
            FROM usage_hours WHERE user_id > {pattern.User} GROUP BY 1, 2, 3, 4
            ON CONFLICT (hour, model, channel_id, group_name) DO UPDATE SET requests = site_hours.requests + excluded.requests,
                input_tokens = site_hours.input_tokens + excluded.input_tokens, output_tokens = site_hours.output_tokens + excluded.output_tokens
            """,
            stop);
        await AddRunningTotalsAsync(rows, stop);
    }

    /// <summary>As PeppaApi adds them up by itself, but at once: starts are not to be measured while it does.</summary>
    private static async Task AddRunningTotalsAsync(RowCopier rows, CancellationToken stop)
    {
        await rows.RunAsync("DELETE FROM running_totals", stop);
        (int Scope, string Table, string User, string Key)[] scopes =
        [
            (0, "site_hours", "0", "''"),
            (1, "site_hours", "0", "model"),
            (2, "site_hours", "0", "CAST(channel_id AS TEXT)"),
            (3, "site_hours", "0", "group_name"),
            (4, "usage_hours", "0", "CAST(user_id AS TEXT)"),
            (5, "usage_hours", "user_id", "model"),
            (6, "usage_hours", "user_id", "CAST(token_id AS TEXT)"),
            (7, "usage_hours", "user_id", "CAST(channel_id AS TEXT)"),
        ];
        foreach (var (scope, table, user, key) in scopes)
        {
            await rows.RunAsync(
                $"""
                INSERT INTO running_totals (scope, user_id, key, hour, requests, failed, input_tokens, output_tokens, charged, overrun, upstream_cost)
                SELECT {scope}, user_id, key, hour, sum(requests) OVER so_far, 0, sum(input) OVER so_far, sum(output) OVER so_far, sum(charged) OVER so_far, sum(overrun) OVER so_far, sum(cost) OVER so_far
                FROM (SELECT {user} AS user_id, {key} AS key, hour, sum(requests) AS requests, sum(input_tokens) AS input, sum(output_tokens) AS output,
                    sum(charged) AS charged, sum(overrun) AS overrun, sum(upstream_cost) AS cost
                    FROM {table} WHERE hour < (SELECT max(hour) FROM site_hours) GROUP BY 1, 2, 3)
                WINDOW so_far AS (PARTITION BY user_id, key ORDER BY hour)
                """,
                stop);
        }
    }

    private sealed record Pattern(long User, long Token, RequestCosts Costs);
}
