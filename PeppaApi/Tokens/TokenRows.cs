using System.Data.Common;
using System.Text.Json;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Tokens;

/// <summary>A token as requests know it.</summary>
/// <param name="Hashes">Of its key, and of the key from before a rotation while that one opens, too.</param>
/// <param name="PreviousUntil">When the key from before a rotation ends.</param>
internal sealed record TokenFacts(long Id, long UserId, string[] Hashes, DateTimeOffset? PreviousUntil, TokenRules Rules)
{
    public static TokenFacts Of(ApiToken token) => new(
        token.Id,
        token.UserId,
        token.PreviousKeyHash is { } previous ? [token.KeyHash, previous] : [token.KeyHash],
        token.PreviousKeyUntil,
        TokenRules.Of(token.Enabled, token.ExpiresAt, token.Models, token.AllowedAddresses, token.Limits));
}

/// <summary>Reads all users and tokens at the start. Nearly all are without any restriction: of those only the first columns are read, and they share their rules.</summary>
internal static class TokenRows
{
    private const string Limits = "requests_per_minute, tokens_per_minute, concurrency, credit_per_day, credit_per_week, credit_per_month";

    public static void ReadUsers(PeppaDbContext context, Action<long, string, bool, UsageLimits> take)
    {
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        PlainRows.Read(context, $"SELECT id, group_name, disabled, coalesce({Limits}) IS NULL, {Limits} FROM asp_net_users", row =>
        {
            var name = row.GetString(1);
            if (!groups.TryGetValue(name, out var group))
            {
                groups[name] = group = name;
            }

            take(row.GetInt64(0), group, row.GetBoolean(2), row.GetBoolean(3) ? UsageLimits.None : LimitsAt(row, 4));
        });
    }

    public static void ReadTokens(PeppaDbContext context, Action<TokenFacts> take) => PlainRows.Read(
        context,
        $"""
        SELECT id, user_id, key_hash,
            enabled AND models = '[]' AND allowed_addresses = '[]' AND coalesce(expires_at, previous_key_hash, {Limits}) IS NULL,
            previous_key_hash, previous_key_until, enabled, expires_at, models, allowed_addresses, {Limits}
        FROM tokens WHERE deleted_at IS NULL
        """,
        row => take(row.GetBoolean(3)
            ? new TokenFacts(row.GetInt64(0), row.GetInt64(1), [row.GetString(2)], null, TokenRules.None)
            : Restricted(row)));

    private static TokenFacts Restricted(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.IsDBNull(4) ? [row.GetString(2)] : [row.GetString(2), row.GetString(4)],
        MomentAt(row, 5),
        TokenRules.Of(row.GetBoolean(6), MomentAt(row, 7), ListAt(row, 8), ListAt(row, 9), LimitsAt(row, 10)));

    private static UsageLimits LimitsAt(DbDataReader row, int first) => new(
        (int?)PlainRows.Number(row, first),
        (int?)PlainRows.Number(row, first + 1),
        (int?)PlainRows.Number(row, first + 2),
        PlainRows.Number(row, first + 3),
        PlainRows.Number(row, first + 4),
        PlainRows.Number(row, first + 5));

    private static DateTimeOffset? MomentAt(DbDataReader row, int column) =>
        PlainRows.Number(row, column) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static List<string> ListAt(DbDataReader row, int column) => JsonSerializer.Deserialize<List<string>>(row.GetString(column))!;
}
