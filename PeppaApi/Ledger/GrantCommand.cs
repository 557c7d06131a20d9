using System.Text.Json.Nodes;
using PeppaApi.Auditing;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>Credit to give.</summary>
/// <param name="Amount">Nano-dollars, above zero.</param>
/// <param name="ExpiresAt">The first moment at which it can no longer be held; none for ever.</param>
public sealed record NewGrant(long UserId, GrantKind Kind, long Amount, DateTimeOffset? ExpiresAt, string? Reason);

internal sealed class GrantCommand(NewGrant grant, Actor? by = null) : LedgerCommand<long>
{
    protected override long Run(LedgerStore store)
    {
        var id = GrantStatements.Give(store, grant);
        Note(store, by, grant);
        return id;
    }

    /// <summary>The audit log's line, where somebody gives it by hand.</summary>
    public static void Note(LedgerStore store, Actor? by, NewGrant grant) => AuditStatements.Write(store, by, "grant.given", grant.UserId, new JsonObject
    {
        ["kind"] = AuditChanges.New(grant.Kind.ToString()),
        ["amountUsd"] = AuditChanges.New(Credit.ToUsd(grant.Amount)),
        ["expiresAt"] = AuditChanges.New(grant.ExpiresAt),
        ["reason"] = AuditChanges.New(grant.Reason),
    });
}
