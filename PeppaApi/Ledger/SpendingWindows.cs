using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Ledger;

/// <summary>
/// Limits of credit per day, week and month: at every hold, <c>charged in the window + all that is held now + the hold</c> is
/// within the limit. What is held when a window turns counts in the new one, until it is charged there or released; so no window
/// is ever charged more than its limit, overrun apart, which is not charged.
/// </summary>
internal static class SpendingWindows
{
    private const string Held = "SELECT a.held, t.held FROM accounts a, tokens t WHERE a.user_id = @p0 AND t.id = @p1";

    private const string Open = """
        SELECT spent FROM spending_windows WHERE user_id = @p0 AND token_id = @p1 AND period = @p2 AND starts_at = @p3 AND ends_at = @p4
        """;

    // The first hold in a window, or the first since there is a limit: the journal says what was charged so far.
    private const string Begin = """
        INSERT INTO spending_windows (user_id, token_id, period, starts_at, ends_at, spent) VALUES (@p0, @p1, @p2, @p3, @p4,
            (SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE user_id = @p0 AND at >= @p3 AND at < @p4 AND kind = 2 AND (@p1 = 0 OR token_id = @p1)))
        ON CONFLICT (user_id, token_id, period) DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, spent = excluded.spent
        RETURNING spent
        """;

    /// <summary>How much may be held, at most <paramref name="wanted"/>, and the limit that allows no more.</summary>
    public static (long Amount, ReachedLimit? Limit) Cap(LedgerStore store, long userId, long tokenId, SpendingLimits? limits, long wanted)
    {
        // Without an account nothing can be held anyway.
        if (limits is null || store[Held].ReadRow(userId, tokenId) is not [{ } ofUser, { } ofToken])
        {
            return (wanted, null);
        }

        var (least, reached) = (wanted, (ReachedLimit?)null);
        foreach (var (isToken, period, limit) in All(limits))
        {
            var (start, end) = LocalDays.Around(DateTimeOffset.FromUnixTimeMilliseconds(store.Now), period, limits.Zone);
            var left = limit - (isToken ? ofToken : ofUser) - Spent(store, userId, isToken ? tokenId : 0, period, start, end);
            if (left < least)
            {
                (least, reached) = (Math.Max(0, left), new ReachedLimit(isToken, period, limit, end));
            }
        }

        return (least, reached);
    }

    /// <summary>Adds a charge to the windows that run now.</summary>
    public static void Count(LedgerStore store, long userId, long tokenId, long charged) => store["""
        UPDATE spending_windows SET spent = spent + @p0
        WHERE user_id = @p1 AND (token_id = 0 OR token_id = @p2) AND starts_at <= @p3 AND ends_at > @p3
        """].Change(charged, userId, tokenId, store.Now);

    private static long Spent(LedgerStore store, long userId, long tokenId, SpendingPeriod period, DateTimeOffset start, DateTimeOffset end)
    {
        var (from, to) = (start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds());
        if (store[Open].ReadRow(userId, tokenId, (int)period, from, to) is [{ } spent])
        {
            return spent;
        }

        store["UPDATE accounts SET windows_until = max(coalesce(windows_until, 0), @p0) WHERE user_id = @p1"].ChangeOne(to, userId);
        return store[Begin].ReadRow(userId, tokenId, (int)period, from, to)![0]!.Value;
    }

    private static IEnumerable<(bool IsToken, SpendingPeriod Period, long Limit)> All(SpendingLimits limits)
    {
        foreach (var (isToken, owner) in ((bool, UsageLimits)[])[(false, limits.User), (true, limits.Token)])
        {
            foreach (var (period, limit) in ((SpendingPeriod, long?)[])
                [(SpendingPeriod.Day, owner.CreditPerDay), (SpendingPeriod.Week, owner.CreditPerWeek), (SpendingPeriod.Month, owner.CreditPerMonth)])
            {
                if (limit is { } amount)
                {
                    yield return (isToken, period, amount);
                }
            }
        }
    }
}
