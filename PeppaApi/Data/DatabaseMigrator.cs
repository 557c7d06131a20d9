using Microsoft.EntityFrameworkCore;

namespace PeppaApi.Data;

/// <summary>Brings the database to this version's shape, before anything else uses it.</summary>
public sealed class DatabaseMigrator(IDbContextFactory<PeppaDbContext> contexts)
{
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        // Readers go on while the ledger writes; kept in the file from then on.
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }
}
