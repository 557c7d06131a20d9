using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PeppaApi.Data;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Data;

/// <summary>What a migration does to rows that are there already, where it says so in SQL of its own.</summary>
public sealed class MigrationTests : IAsyncDisposable
{
    private const string Before = "20261129014349_RunningTotals";
    private readonly TempFolder _folder = new();

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task FewerPages_OverRowsOfBefore_LeavesThemAndCountsOnFromTheLast()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Storage:DataDirectory", _folder.Path)]);
        builder.AddData();
        using var host = builder.Build();
        await using var context = await host.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContextAsync();
        await context.GetService<IMigrator>().MigrateAsync(Before);
        await context.Database.ExecuteSqlRawAsync("""
            PRAGMA foreign_keys = OFF;
            INSERT INTO grants (user_id, kind, amount, spent, expired, remaining, created_at) VALUES (1, 0, 10, 10, 0, 0, 1), (1, 0, 10, 9, 0, 1, 1);
            INSERT INTO ledger_entries (at, user_id, kind, amount) VALUES (1, 1, 1, 10), (2, 1, 2, 20), (3, 1, 2, 30);
            DELETE FROM ledger_entries WHERE amount = 30;
            """);
        Assert.Equal(["3"], Read(context, "SELECT seq FROM sqlite_sequence WHERE name = 'ledger_entries'"));

        await host.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();

        // Another connection, which reads the schema as it lies on the disk.
        await using var later = await host.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContextAsync();
        SqliteConnection.ClearAllPools();
        await later.Database.ExecuteSqlRawAsync("INSERT INTO ledger_entries (at, user_id, kind, amount) VALUES (4, 1, 2, 40)");
        Assert.Equal(["1: 10", "2: 20", "3: 40"], Read(later, "SELECT id || ': ' || amount FROM ledger_entries ORDER BY id"));
        Assert.Equal(["1: 0", "2: 1"], Read(later, "SELECT id || ': ' || open FROM grants ORDER BY id"));
        Assert.Equal(["ok"], Read(later, "PRAGMA integrity_check"));
        Assert.Empty(Read(later, "SELECT name FROM sqlite_schema WHERE name IN ('holds', 'ledger_entries', 'usage_records') AND sql LIKE '%AUTOINCREMENT%'"));
        Assert.Empty(Read(later, "SELECT name FROM sqlite_sequence WHERE name IN ('holds', 'ledger_entries', 'usage_records')"));
        Assert.Equal(["grants"], Read(later, "SELECT name FROM sqlite_schema WHERE name = 'grants' AND sql LIKE '%AUTOINCREMENT%'"));
    }

    private static List<string> Read(PeppaDbContext context, string sql)
    {
        List<string> texts = [];
        PlainRows.Read(context, sql, row => texts.Add(row.GetString(0)));
        return texts;
    }
}
