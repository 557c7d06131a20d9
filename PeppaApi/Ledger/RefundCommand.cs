using System.Text.Json.Nodes;
using PeppaApi.Auditing;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <param name="Refunded">What was given back now, in nano-dollars; 0 if nothing was.</param>
/// <param name="Charged">What the request was charged; 0 if there is no charge of it.</param>
/// <param name="Before">What of it had been given back before.</param>
/// <param name="GrantId">The grant that the refund became.</param>
public readonly record struct RefundResult(long Refunded, long Charged, long Before, long? GrantId = null)
{
    /// <summary>What may still be given back.</summary>
    public long Left => Charged - Before - Refunded;
}

/// <summary>
/// Gives a charge back, never more than it was: a grant to the user that does not expire, and room to the token that spent
/// it. Reads the journal, so that it outlives the usage record. What was charged stays charged; the refund is a line of its own.
/// </summary>
/// <param name="wanted">Nano-dollars; none is all that is left.</param>
internal sealed class RefundCommand(string requestId, long? wanted, string reason, Actor? by = null) : LedgerCommand<RefundResult>
{
    private const string Find = """
        SELECT user_id, token_id,
            sum(CASE WHEN kind = 2 THEN amount ELSE 0 END), sum(CASE WHEN kind = 1 THEN amount ELSE 0 END)
        FROM ledger_entries WHERE request_id = @p0 AND kind IN (1, 2) GROUP BY user_id, token_id
        """;

    protected override RefundResult Run(LedgerStore store)
    {
        if (store[Find].ReadRow(requestId) is not [{ } userId, { } tokenId, { } charged, { } before])
        {
            return default;
        }

        var amount = wanted ?? charged - before;
        if (amount <= 0 || amount > charged - before)
        {
            return new RefundResult(0, charged, before);
        }

        var grant = new NewGrant(userId, GrantKind.Refund, amount, ExpiresAt: null, reason);
        var id = GrantStatements.Give(store, grant, requestId: requestId, tokenId: tokenId);
        store["UPDATE tokens SET spent = spent - @p0 WHERE id = @p1"].ChangeOne(amount, tokenId);
        AuditStatements.Write(store, by, "charge.refunded", userId, new JsonObject
        {
            ["requestId"] = AuditChanges.New(requestId),
            ["amountUsd"] = AuditChanges.New(Credit.ToUsd(amount)),
            ["reason"] = AuditChanges.New(reason),
        });
        return new RefundResult(amount, charged, before, id);
    }
}
