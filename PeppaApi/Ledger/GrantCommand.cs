using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>Credit to give.</summary>
/// <param name="Amount">Nano-dollars, above zero.</param>
/// <param name="ExpiresAt">The first moment at which it can no longer be held; none for ever.</param>
public sealed record NewGrant(long UserId, GrantKind Kind, long Amount, DateTimeOffset? ExpiresAt, string? Reason);

internal sealed class GrantCommand(NewGrant grant) : LedgerCommand<long>
{
    protected override long Run(LedgerStore store) => GrantStatements.Give(store, grant);
}
