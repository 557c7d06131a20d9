using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;

namespace PeppaApi.Ledger;

/// <summary>
/// Carries the write-ahead log over into the database, beside the writer: SQLite by itself would do it in the middle of somebody's commit, and keep
/// everybody waiting. Only what came in meanwhile is left to the writer (<see cref="CheckpointCommand"/>), without which the log would never begin anew.
/// </summary>
internal sealed partial class Checkpointer(LedgerWriter writer, IDbContextFactory<PeppaDbContext> contexts, ILogger logger)
{
    /// <summary>So many pages of 4 KB the log takes before it is carried over; SQLite's own figure is 1,000.</summary>
    public const int Pages = 16_000;

    private int _pages;
    private Task _passes = Task.CompletedTask;

    /// <summary>So many pages went to the log. For one thread at a time.</summary>
    public void Note(int pages)
    {
        _pages += pages;
        if (_pages >= Pages && _passes.IsCompleted)
        {
            _pages = 0;
            _passes = Task.Factory.StartNew(CarryOver, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Waits until nothing is carried over.</summary>
    public void Wait() => _passes.Wait();

    private void CarryOver()
    {
        Pass();
        try
        {
            writer.Start(new CheckpointCommand(Pass));
        }
        catch (ObjectDisposedException)
        {
            // The process ends; SQLite carries over what is left when it closes.
        }
    }

    private void Pass()
    {
        try
        {
            using var context = contexts.CreateDbContext();
            context.Database.ExecuteSqlRaw("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException exception)
        {
            Log.NotCarriedOver(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "The database's log could not be carried over and grows until it can: {Fault}")]
        public static partial void NotCarriedOver(ILogger logger, string fault);
    }
}
