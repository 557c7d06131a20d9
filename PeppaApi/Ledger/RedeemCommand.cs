using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

public enum RedeemOutcome
{
    Redeemed,

    /// <summary>There is no such code.</summary>
    Unknown,
    AlreadyRedeemed,
    Expired,
    Disabled,

    /// <summary>The user has redeemed as many codes of this batch as one user may.</summary>
    LimitReached,

    /// <summary>The code gives a tier that is not better than what the user has: it stays good for somebody else.</summary>
    TierNotBetter,

    /// <summary>The user is disabled.</summary>
    UserDisabled,

    /// <summary>Too many codes that do not exist were tried; nothing was looked up.</summary>
    TooManyGuesses,
}

/// <param name="Amount">The credit that was given, in nano-dollars; 0 unless redeemed.</param>
/// <param name="GrantId">The grant that the code became; none where it gave no credit.</param>
/// <param name="Upgraded">Whether the user was moved to the code's tier.</param>
/// <param name="Group">The user's group afterwards, where it changed.</param>
public readonly record struct RedeemResult(RedeemOutcome Outcome, long Amount = 0, long? GrantId = null, bool Upgraded = false, string? Group = null);

/// <summary>
/// Turns a code into exactly one grant, its tier, or both: the mark on the code, the credit and the tier are one
/// transaction. A tier is better than another if its multiplier is lower; a code never makes anybody worse off.
/// </summary>
/// <param name="stamp">The user's new concurrency stamp, so that an edit that began before does not undo the upgrade.</param>
internal sealed class RedeemCommand(long userId, string codeHash, string stamp) : LedgerCommand<RedeemResult>
{
    private const string Find = """
        SELECT c.id, b.amount, c.redeemed_at, c.enabled, b.expires_at, b.per_user_limit,
            (SELECT count(*) FROM redemption_codes o WHERE o.batch_id = b.id AND o.redeemed_by = @p1),
            (SELECT u.disabled FROM asp_net_users u WHERE u.id = @p1),
            (SELECT g.multiplier_parts FROM groups g WHERE g.name = b.group_name),
            (SELECT g.multiplier_parts FROM groups g JOIN asp_net_users u ON u.group_name = g.name WHERE u.id = @p1)
        FROM redemption_codes c JOIN redemption_batches b ON b.id = c.batch_id WHERE c.code_hash = @p0
        """;

    private const string GiveTier = """
        UPDATE asp_net_users SET concurrency_stamp = @p2,
            group_name = (SELECT b.group_name FROM redemption_codes c JOIN redemption_batches b ON b.id = c.batch_id WHERE c.id = @p0)
        WHERE id = @p1
        """;

    protected override RedeemResult Run(LedgerStore store)
    {
        if (store[Find].ReadRow(codeHash, userId) is not [{ } id, { } amount, var redeemedAt, var enabled, var expiresAt, var limit, var redeemed, var disabled, var tier, var own])
        {
            return new RedeemResult(RedeemOutcome.Unknown);
        }

        var refusal = disabled != 0 ? RedeemOutcome.UserDisabled
            : redeemedAt is not null ? RedeemOutcome.AlreadyRedeemed
            : enabled == 0 ? RedeemOutcome.Disabled
            : expiresAt <= store.Now ? RedeemOutcome.Expired
            : redeemed >= limit ? RedeemOutcome.LimitReached
            : tier >= own ? RedeemOutcome.TierNotBetter
            : RedeemOutcome.Redeemed;
        if (refusal != RedeemOutcome.Redeemed)
        {
            return new RedeemResult(refusal);
        }

        long? grantId = amount == 0 ? null : GrantStatements.Give(store, new NewGrant(
            userId, tier is null ? GrantKind.Redemption : GrantKind.VipPurchase, amount, ExpiresAt: null, $"redemption code {id}"));
        store["UPDATE redemption_codes SET redeemed_by = @p0, redeemed_at = @p1, grant_id = @p2 WHERE id = @p3 AND redeemed_at IS NULL AND enabled"]
            .ChangeOne(userId, store.Now, grantId, id);
        if (tier is not null)
        {
            store[GiveTier].ChangeOne(id, userId, stamp);
        }

        return new RedeemResult(RedeemOutcome.Redeemed, amount, grantId, Upgraded: tier is not null);
    }
}
