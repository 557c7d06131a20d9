using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Ledger;
using SQLitePCL;

namespace PeppaApi.Tests.Support;

/// <summary>Acts on the ledger's own connection, in its own thread: that is where a disk fails it.</summary>
internal static class LedgerProbe
{
    private static readonly ConditionalWeakTable<RelayBed, SqliteConnection> Connections = [];

    /// <summary>As a disk that is mounted read-only.</summary>
    public static Task SetReadOnlyAsync(this RelayBed bed, bool on) => bed.SetAsync(on ? "PRAGMA query_only=1" : "PRAGMA query_only=0");

    /// <summary>As a disk without a free block: not one page more than there is.</summary>
    public static Task SetFullAsync(this RelayBed bed, bool on) => bed.SetAsync(on ? "PRAGMA max_page_count=1" : "PRAGMA max_page_count=1073741823");

    /// <summary>Keeps the writer busy until the gate opens; returns once it is.</summary>
    public static Task BlockWriterAsync(this RelayBed bed, ManualResetEventSlim gate) => bed.Writer().BlockAsync(gate);

    /// <summary>Has a command carried out that ends when the gate opens; returns once it has begun.</summary>
    public static async Task BlockAsync(this LedgerWriter writer, ManualResetEventSlim gate)
    {
        var command = new BlockCommand(gate);
        _ = Task.Run(() => writer.RunAsync(command));
        await command.Begun;
    }

    private static LedgerWriter Writer(this RelayBed bed) => bed.Services.GetRequiredService<LedgerWriter>();

    /// <summary>Between two transactions: what is set within one would have to be undone within one.</summary>
    private static async Task SetAsync(this RelayBed bed, string pragma)
    {
        if (!Connections.TryGetValue(bed, out var connection))
        {
            var command = new ConnectionCommand();
            connection = await bed.Writer().RunAsync(command);
            Connections.Add(bed, connection);
        }

        raw.sqlite3_exec(connection.Handle, pragma);
    }

    private sealed class ConnectionCommand : LedgerCommand<SqliteConnection>
    {
        protected override SqliteConnection Run(LedgerStore store) =>
            (SqliteConnection)typeof(LedgerStore).GetField("_connection", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(store)!;
    }

    private sealed class BlockCommand(ManualResetEventSlim gate) : LedgerCommand<int>
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        protected override int Run(LedgerStore store)
        {
            _begun.TrySetResult();
            gate.Wait(TimeSpan.FromSeconds(20));
            return 0;
        }
    }
}
