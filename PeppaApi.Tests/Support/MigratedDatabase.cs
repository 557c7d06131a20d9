using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PeppaApi.Data;

namespace PeppaApi.Tests.Support;

/// <summary>An empty database in this version's shape, migrated once for the whole test run: each bed starts from a copy, since migrating takes longer than most tests.</summary>
internal static class MigratedDatabase
{
    private static readonly Lazy<Task<byte[]>> Bytes = new(CreateAsync);

    public static async Task CopyIntoAsync(string dataDirectory) =>
        await File.WriteAllBytesAsync(Path.Combine(dataDirectory, "peppa.db"), await Bytes.Value);

    private static async Task<byte[]> CreateAsync()
    {
        await using var folder = new TempFolder();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Storage:DataDirectory", folder.Path)]);
        builder.AddData();
        using (var host = builder.Build())
        {
            await host.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        }

        // The last connection to close writes the log back into the file.
        SqliteConnection.ClearAllPools();
        return await File.ReadAllBytesAsync(Path.Combine(folder.Path, "peppa.db"));
    }
}
