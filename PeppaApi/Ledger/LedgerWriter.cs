using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PeppaApi.Data;

namespace PeppaApi.Ledger;

/// <summary>
/// The one thread that writes money. It takes whatever commands wait, up to a batch, carries them out in one
/// transaction and answers all of them after the commit, so that many requests share one flush of the disk.
/// </summary>
internal sealed partial class LedgerWriter : IDisposable
{
    private readonly LedgerQueue _queue;
    private readonly IDbContextFactory<PeppaDbContext> _contexts;
    private readonly TimeProvider _time;
    private readonly LedgerOptions _options;
    private readonly ILogger<LedgerWriter> _logger;
    private readonly Thread _thread;

    public LedgerWriter(
        IDbContextFactory<PeppaDbContext> contexts, TimeProvider time, IOptions<LedgerOptions> options, ILogger<LedgerWriter> logger)
    {
        _queue = new LedgerQueue(time);
        _contexts = contexts;
        _time = time;
        _options = options.Value;
        _logger = logger;
        _thread = new Thread(Run) { Name = "Ledger writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many commands wait: a gauge of overload.</summary>
    public int QueueLength => _queue.Length;

    public Task<TResult> RunAsync<TResult>(LedgerCommand<TResult> command)
    {
        _queue.Add(command);
        return command.Completion;
    }

    /// <summary>Leaves a command that nobody waits for: it is carried out with others, some 50 milliseconds later.</summary>
    public void Post(LedgerCommand command) => _queue.AddNote(command);

    /// <summary>Finishes what waits, then ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
    }

    private void Run()
    {
        using var context = _contexts.CreateDbContext();
        using var store = new LedgerStore((SqliteConnection)context.Database.GetDbConnection(), _time);
        var batch = new List<LedgerCommand>(_options.BatchSize);
        while (_queue.Take(batch, _options.BatchSize))
        {
            Commit(store, batch);
            batch.Clear();
        }
    }

    private void Commit(LedgerStore store, List<LedgerCommand> batch)
    {
        if (TryCommit(store, batch, out var fault))
        {
            batch.ForEach(command => command.Complete());
            return;
        }

        if (batch.Count == 1)
        {
            Log.CommandFailed(_logger, fault!, batch[0].GetType().Name);
            batch[0].Fail(fault!);
            return;
        }

        // One bad command must not take the others with it: each gets a transaction of its own.
        foreach (var command in batch)
        {
            Commit(store, [command]);
        }
    }

    private bool TryCommit(LedgerStore store, List<LedgerCommand> batch, out Exception? fault)
    {
        try
        {
            var flush = _options.Durability == LedgerDurability.Disk && batch.Exists(command => command.Durable);
            store.InTransaction(flush, () => batch.ForEach(command => command.Execute(store)));
            fault = null;
            return true;
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or OverflowException)
        {
            fault = exception;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "Ledger command {Command} failed and changed nothing")]
        public static partial void CommandFailed(ILogger logger, Exception exception, string command);
    }
}
