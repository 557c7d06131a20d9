using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PeppaApi.Data;

/// <summary>Several reads of one moment.</summary>
internal static class ReadSnapshot
{
    /// <summary>
    /// What is read until it is disposed belongs together, and the ledger writes on meanwhile: the provider's usual
    /// transaction would take the write lock at once.
    /// </summary>
    public static async Task<DbTransaction> BeginSnapshotAsync(this PeppaDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        var transaction = ((SqliteConnection)context.Database.GetDbConnection()).BeginTransaction(deferred: true);
        await context.Database.UseTransactionAsync(transaction, cancellationToken);
        return transaction;
    }
}
