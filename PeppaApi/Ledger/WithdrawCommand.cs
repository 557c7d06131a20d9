using System.Text.Json.Nodes;
using PeppaApi.Auditing;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <param name="Withdrawn">Whether it was taken: the whole amount or nothing.</param>
/// <param name="Available">What was unspent and not held before, in nano-dollars.</param>
public readonly record struct WithdrawResult(bool Withdrawn, long Available);

/// <summary>
/// Takes unspent credit back, from what would be spent first: never more than is available, so that what is held stays
/// covered. Lots past their expiry are left alone, what remains of them belongs to holds taken in time.
/// </summary>
internal sealed class WithdrawCommand(long userId, long amount, string reason, Actor? by = null) : LedgerCommand<WithdrawResult>
{
    private const string Take = """
        UPDATE accounts SET expired = expired + @p0,
            next_expiry = (SELECT min(expires_at) FROM grants WHERE user_id = @p1 AND open = 1)
        WHERE user_id = @p1 AND granted - spent - expired - held >= @p0
        """;

    protected override WithdrawResult Run(LedgerStore store)
    {
        ExpiryStatements.Expire(store, userId);
        var available = store["SELECT granted - spent - expired - held FROM accounts WHERE user_id = @p0"].ReadRow(userId)?[0] ?? 0;
        if (amount > available)
        {
            return new WithdrawResult(false, available);
        }

        var left = amount;
        foreach (var lot in GrantStatements.Open(store, userId, store.Now))
        {
            var part = Math.Min(left, lot.Remaining);
            if (part == 0)
            {
                break;
            }

            GrantStatements.WriteOff(store, lot.Id, lot.Remaining, part);
            store["INSERT INTO ledger_entries (at, user_id, kind, amount, grant_id, note) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)"]
                .ChangeOne(store.Now, userId, (int)LedgerEntryKind.Withdrawal, part, lot.Id, reason);
            left -= part;
        }

        if (left > 0)
        {
            throw new InvalidOperationException($"The grants of user {userId} do not cover what its account has available.");
        }

        store[Take].ChangeOne(amount, userId);
        AuditStatements.Write(store, by, "grant.withdrawn", userId, new JsonObject
        {
            ["amountUsd"] = AuditChanges.New(Credit.ToUsd(amount)),
            ["reason"] = AuditChanges.New(reason),
        });
        return new WithdrawResult(true, available);
    }
}
