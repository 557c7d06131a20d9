using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Ledger;

namespace PeppaApi.Hosting;

/// <summary>Recomputes the books. Reads one snapshot, so it may run beside a serving process.</summary>
internal static class AuditCommand
{
    public static async Task<int> RunAsync(string[] settings, Terminal terminal)
    {
        await using var app = PeppaHost.Build(settings);
        var directory = app.Services.GetRequiredService<DataDirectory>().Path;
        // Asked for by its name, SQLite would make an empty file where there is none.
        if (app.Services.GetRequiredService<IOptions<StorageOptions>>().Value is { ConnectionString: null } && !File.Exists(Path.Combine(directory, "peppa.db")))
        {
            throw new StartUpException($"There are no books in {directory}.", ExitCodes.DataDirectory);
        }

        try
        {
            var report = await app.Services.GetRequiredService<LedgerAudit>().RunAsync();
            foreach (var difference in report.Differences)
            {
                await terminal.WriteAsync(
                    $"{difference.What}: stored {CreditFormat.Exact(difference.Stored)}, computed {CreditFormat.Exact(difference.Computed)}");
            }

            await terminal.WriteAsync(report.Ok ? $"The books in {directory} are right: nothing differs." : $"{report.Differences.Count} differences.");
            return report.Ok ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (SqliteException exception)
        {
            throw new StartUpException($"The books in {directory} cannot be read: {exception.Message}", ExitCodes.DataDirectory);
        }
    }
}
