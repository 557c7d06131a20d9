using Microsoft.EntityFrameworkCore;

namespace PeppaApi.Data;

/// <summary>Brings the database to this version's shape, before anything else uses it.</summary>
public sealed class DatabaseMigrator(IDbContextFactory<PeppaDbContext> contexts)
{
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var applied = await AppliedAsync(context, cancellationToken);
        // It compares the whole model before it finds that there is nothing to do: a tenth of a start.
        if (context.Database.GetMigrations().Except(applied).Any())
        {
            await context.Database.MigrateAsync(cancellationToken);
        }

        // Readers go on while the ledger writes; kept in the file from then on.
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }

    /// <summary>What the database has been through. Tables of ours must not come to lie among those of another program, nor a newer shape be taken for an older one.</summary>
    private static async Task<IReadOnlyList<string>> AppliedAsync(PeppaDbContext context, CancellationToken cancellationToken)
    {
        var file = context.Database.GetDbConnection().DataSource;
        if (!File.Exists(file))
        {
            return [];
        }

        var tables = await TablesAsync(context, cancellationToken);
        if (tables.Count > 0 && !tables.Contains("__EFMigrationsHistory"))
        {
            throw new DatabaseRefusedException($"The database {file} is that of another program: it has a table {tables[0]}. Choose another place with Storage:DataDirectory or Storage:ConnectionString.");
        }

        string[] applied = tables.Count > 0 ? [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken)] : [];
        if (applied.Except(context.Database.GetMigrations()).FirstOrDefault() is { } unknown)
        {
            throw new DatabaseRefusedException($"The database {file} was last used by a newer version of PeppaApi ({unknown}). Start that version, or restore a backup made by this one.");
        }

        return applied;
    }

    /// <summary>Asked without the framework, which would log a damaged file with pages of stack trace.</summary>
    private static async Task<List<string>> TablesAsync(PeppaDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> names = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
