using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>What was charged for a request. Not <paramref name="Settled"/>: the hold had been resolved before, nothing changed.</summary>
public readonly record struct SettleResult(bool Settled, long Charged, long Overrun);

/// <summary>
/// Replaces a hold by what the request really cost: hold removed, charge taken from grants, token spending,
/// usage record and hourly statistics, all or nothing. A cost of zero is a release.
/// </summary>
internal sealed class SettleCommand(long holdId, UsageRecord usage, SpendingLimits? limits = null) : LedgerCommand<SettleResult>
{
    public override bool MayBeRefused => false;

    protected override SettleResult Run(LedgerStore store)
    {
        var hold = store["SELECT amount, created_at FROM holds WHERE id = @p0"].ReadRow(holdId);
        if (hold is null)
        {
            return default;
        }

        usage.Held = hold[0]!.Value;
        var heldAt = hold[1]!.Value;
        var extra = TakeBeyondHold(store, usage.Cost - usage.Held);
        usage.Charged = Math.Min(usage.Cost, usage.Held + extra);
        usage.Overrun = usage.Cost - usage.Charged;
        // The hold stays until the grants are charged: expiry keeps for it what it may still spend.
        GrantStatements.Charge(store, usage.UserId, usage.TokenId, usage.RequestId, heldAt, usage.Charged);
        store["DELETE FROM holds WHERE id = @p0"].ChangeOne(holdId);
        var (nextExpiry, windowsUntil) = AccountStatements.Settle(store, usage.UserId, usage.TokenId, usage.Held + extra, usage.Charged);
        if (windowsUntil > store.Now && usage.Charged > 0)
        {
            SpendingWindows.Count(store, usage.UserId, usage.TokenId, usage.Charged);
        }

        if (usage.Overrun > 0)
        {
            GrantStatements.Journal(store, usage.UserId, LedgerEntryKind.Overrun, usage.Overrun, grantId: null, usage.TokenId, usage.RequestId);
        }

        if (nextExpiry <= store.Now)
        {
            ExpiryStatements.Expire(store, usage.UserId);
        }

        UsageStatements.Record(store, usage);
        return new SettleResult(true, usage.Charged, usage.Overrun);
    }

    /// <summary>The upstream delivered more than was held: what the account, the token and their limits still have pays for it.</summary>
    private long TakeBeyondHold(LedgerStore store, long missing)
    {
        if (missing <= 0)
        {
            return 0;
        }

        ExpiryStatements.Expire(store, usage.UserId);
        var (capped, _) = SpendingWindows.Cap(store, usage.UserId, usage.TokenId, limits, missing);
        var extra = Math.Min(capped, AccountStatements.Room(store, usage.UserId, usage.TokenId).Least);
        if (extra <= 0)
        {
            return 0;
        }

        AccountStatements.Hold(store, usage.UserId, usage.TokenId, extra);
        return extra;
    }
}
