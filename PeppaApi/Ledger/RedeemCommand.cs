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

    /// <summary>The user is disabled.</summary>
    UserDisabled,

    /// <summary>Too many codes that do not exist were tried; nothing was looked up.</summary>
    TooManyGuesses,
}

/// <param name="Amount">The credit that was given, in nano-dollars; 0 unless redeemed.</param>
/// <param name="GrantId">The grant that the code became; 0 unless redeemed.</param>
public readonly record struct RedeemResult(RedeemOutcome Outcome, long Amount = 0, long GrantId = 0);

/// <summary>Turns a code into exactly one grant: the mark on the code and the credit are one transaction.</summary>
internal sealed class RedeemCommand(long userId, string codeHash) : LedgerCommand<RedeemResult>
{
    private const string Find = """
        SELECT c.id, b.amount, c.redeemed_at, c.enabled, b.expires_at, b.per_user_limit,
            (SELECT count(*) FROM redemption_codes o WHERE o.batch_id = b.id AND o.redeemed_by = @p1),
            (SELECT u.disabled FROM asp_net_users u WHERE u.id = @p1)
        FROM redemption_codes c JOIN redemption_batches b ON b.id = c.batch_id WHERE c.code_hash = @p0
        """;

    protected override RedeemResult Run(LedgerStore store)
    {
        if (store[Find].ReadRow(codeHash, userId) is not [{ } id, { } amount, var redeemedAt, var enabled, var expiresAt, var limit, var redeemed, var disabled])
        {
            return new RedeemResult(RedeemOutcome.Unknown);
        }

        var refusal = disabled != 0 ? RedeemOutcome.UserDisabled
            : redeemedAt is not null ? RedeemOutcome.AlreadyRedeemed
            : enabled == 0 ? RedeemOutcome.Disabled
            : expiresAt <= store.Now ? RedeemOutcome.Expired
            : redeemed >= limit ? RedeemOutcome.LimitReached
            : RedeemOutcome.Redeemed;
        if (refusal != RedeemOutcome.Redeemed)
        {
            return new RedeemResult(refusal);
        }

        var grantId = GrantStatements.Give(store, new NewGrant(userId, GrantKind.Redemption, amount, ExpiresAt: null, $"redemption code {id}"));
        store["UPDATE redemption_codes SET redeemed_by = @p0, redeemed_at = @p1, grant_id = @p2 WHERE id = @p3 AND redeemed_at IS NULL AND enabled"]
            .ChangeOne(userId, store.Now, grantId, id);
        return new RedeemResult(RedeemOutcome.Redeemed, amount, grantId);
    }
}
