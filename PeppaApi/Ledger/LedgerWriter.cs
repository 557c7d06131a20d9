using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PeppaApi.Data;

namespace PeppaApi.Ledger;

/// <summary>
/// The one place where money is written: one command at a time, or one batch. A thread takes whatever commands wait, up to a batch, carries them out in one
/// transaction and answers all of them after the commit, so that many requests share one flush of the disk. While it has nothing to do a command is carried
/// out by whoever brings it, which saves the hand-over to that thread and back.
/// </summary>
internal sealed partial class LedgerWriter : IDisposable
{
    private readonly LedgerQueue _queue;
    private readonly IDbContextFactory<PeppaDbContext> _contexts;
    private readonly TimeProvider _time;
    private readonly LedgerOptions _options;
    private readonly ILogger<LedgerWriter> _logger;
    private readonly Checkpointer _checkpointer;
    private readonly Thread _thread;
    private LedgerStore? _store;
    private bool _unwritable;
    private long _diskTicks;

    public LedgerWriter(
        IDbContextFactory<PeppaDbContext> contexts, TimeProvider time, IOptions<LedgerOptions> options, ILogger<LedgerWriter> logger)
    {
        _queue = new LedgerQueue(time, options.Value.QueueLimit);
        _contexts = contexts;
        _time = time;
        _options = options.Value;
        _logger = logger;
        _checkpointer = new Checkpointer(this, contexts, logger);
        _thread = new Thread(Run) { Name = "Ledger writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many commands wait: a gauge of overload.</summary>
    public int QueueLength => _queue.Length;

    public int NoteCount => _queue.NoteCount;

    /// <summary>What the disk took of the latest batch.</summary>
    public TimeSpan DiskTime => new(Volatile.Read(ref _diskTicks));

    /// <exception cref="LedgerUnavailableException">It was not taken on, or could not be written; nothing was changed.</exception>
    public Task<TResult> RunAsync<TResult>(LedgerCommand<TResult> command)
    {
        Start(command);
        return command.Completion;
    }

    /// <summary>Carries a command out, or leaves it to the thread; the command is told how it ended.</summary>
    public void Start(LedgerCommand command)
    {
        if (!TryRunHere(command) && _queue.Add(command) is { } trouble)
        {
            command.Fail(new LedgerUnavailableException(trouble));
        }
    }

    /// <summary>Leaves a command that nobody waits for: it is carried out with others, some 50 milliseconds later.</summary>
    public void Post(LedgerCommand command) => _queue.AddNote(command);

    /// <summary>Finishes what waits, then ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _checkpointer.Wait();
    }

    private void Run()
    {
        using var context = _contexts.CreateDbContext();
        using var store = new LedgerStore((SqliteConnection)context.Database.GetDbConnection(), _time);
        _store = store;
        _queue.Release();
        var batch = new List<LedgerCommand>(_options.BatchSize);
        while (_queue.Take(batch, _options.BatchSize))
        {
            Commit(store, batch);
            batch.Clear();
            _queue.Release();
        }
    }

    /// <summary>Whether it was carried out. What is in the way of it, such as another process's lock, is for the thread to wait for and to tell.</summary>
    private bool TryRunHere(LedgerCommand command)
    {
        if (_queue.TryTake(command, _options.BatchSize) is not { } batch)
        {
            return false;
        }

        try
        {
            var done = TryCommit(_store!, batch, isPatient: false, out _);
            if (done)
            {
                Answer(_store!, batch);
            }
            else
            {
                batch.Remove(command);
                batch.ForEach(_queue.AddNote);
            }

            return done;
        }
        finally
        {
            _queue.Release();
        }
    }

    private void Commit(LedgerStore store, List<LedgerCommand> batch)
    {
        if (TryCommit(store, batch, isPatient: true, out var fault))
        {
            Answer(store, batch);
            return;
        }

        _queue.NoteDone();

        if (StorageFault.Is(fault!))
        {
            // None of them is to blame, and none would fare better alone.
            NoteUnwritable(fault!);
            batch.ForEach(command => command.Fail(new LedgerUnavailableException(LedgerTrouble.Storage, fault)));
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

    private bool TryCommit(LedgerStore store, List<LedgerCommand> batch, bool isPatient, out Exception? fault)
    {
        try
        {
            store.InTransaction(batch.Exists(MustBeFlushed), isPatient, () => batch.ForEach(command => command.Execute(store)));
            _checkpointer.Note(store.PagesWritten());
            NoteWritable();
            fault = null;
            return true;
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or OverflowException)
        {
            fault = exception;
            return false;
        }
    }

    /// <summary>Those first who need not wait for the disk.</summary>
    private void Answer(LedgerStore store, List<LedgerCommand> batch)
    {
        Complete(batch, flushed: false);
        if (batch.Exists(MustBeFlushed) && !store.Flush())
        {
            Log.NotFlushed(_logger);
        }

        Volatile.Write(ref _diskTicks, store.DiskTime.Ticks);
        _queue.NoteDone();
        Complete(batch, flushed: true);
    }

    private void Complete(List<LedgerCommand> batch, bool flushed)
    {
        foreach (var command in batch)
        {
            if (MustBeFlushed(command) == flushed)
            {
                command.Complete();
            }
        }
    }

    private bool MustBeFlushed(LedgerCommand command) => command.Durable && _options.Durability == LedgerDurability.Disk;

    private void NoteUnwritable(Exception fault)
    {
        if (!_unwritable)
        {
            _unwritable = true;
            Log.Unwritable(_logger, fault.Message);
        }
    }

    private void NoteWritable()
    {
        if (_unwritable)
        {
            _unwritable = false;
            Log.WritableAgain(_logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2002, Level = LogLevel.Critical, Message = "The books cannot be written: {Fault} New requests are refused until they can")]
        public static partial void Unwritable(ILogger logger, string fault);

        [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "The books can be written again")]
        public static partial void WritableAgain(ILogger logger);

        [LoggerMessage(EventId = 2004, Level = LogLevel.Critical, Message = "The disk did not confirm a write of the books. What was booked stands, but a power cut could undo it: check the disk")]
        public static partial void NotFlushed(ILogger logger);

        [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "Ledger command {Command} failed and changed nothing")]
        public static partial void CommandFailed(ILogger logger, Exception exception, string command);
    }
}
