using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PeppaApi.Ledger;

/// <summary>
/// The ledger's connection: statements prepared once, transactions, and the moment that all commands of one
/// transaction share. Used by one thread at a time.
/// </summary>
internal sealed class LedgerStore : IDisposable
{
    // By reference: hashing long statements for every use would cost more than looking them up.
    private readonly Dictionary<string, LedgerStatement> _statements = new(ReferenceEqualityComparer.Instance);
    // While it waits everybody waits: somebody who keeps the file locked for longer is a fault to be told.
    private const int LockPatienceMs = 5_000;
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly Func<string, LogFile?> _openLog;
    private LogFile? _log;
    private bool _distrusted;
    private bool? _flushing;
    private bool? _patient;
    private long? _lastHoldId;

    /// <param name="openLog">How the log of a database is opened; none is the usual way.</param>
    public LedgerStore(SqliteConnection connection, TimeProvider time, Func<string, LogFile?>? openLog = null)
    {
        _connection = connection;
        _time = time;
        _openLog = openLog ?? LogFile.TryOpen;
        _connection.Open();
        // The log is carried over beside the commits: see Checkpointer.
        raw.sqlite3_wal_autocheckpoint(_connection.Handle, 0);
    }

    /// <summary>What the commands of the transaction add to the hourly sums; written at its end, a row once.</summary>
    public UsageSums Sums { get; } = new();

    /// <summary>Milliseconds since 1970, UTC; never decreases.</summary>
    public long Now { get; private set; }

    /// <summary>The prepared form of a statement; <paramref name="sql"/> is a literal.</summary>
    public LedgerStatement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out var statement))
            {
                _statements[sql] = statement = new LedgerStatement(_connection.Handle!, sql);
            }

            return statement;
        }
    }

    /// <summary>
    /// A number that no hold has had in this process, and none that is left of an earlier one: whoever still speaks of a hold that is gone must not meet another.
    /// Counted here, as SQLite's own count (<c>AUTOINCREMENT</c>) is a further row to be written with each hold.
    /// </summary>
    public long NextHoldId()
    {
        _lastHoldId = (_lastHoldId ?? this["SELECT coalesce(max(id), 0) FROM holds"].ReadRow()![0]!.Value) + 1;
        return _lastHoldId.Value;
    }

    /// <summary>What the disk took of the latest transaction.</summary>
    public TimeSpan DiskTime { get; private set; }

    /// <param name="durable">Whether <see cref="Flush"/> follows, after which it must survive a power cut.</param>
    /// <param name="isPatient">Whether somebody else's lock is waited for, or is a fault at once.</param>
    public void InTransaction(bool durable, bool isPatient, Action work)
    {
        // A clock that steps back must not make an expired grant valid again within one process.
        Now = Math.Max(Now, _time.GetUtcNow().ToUnixTimeMilliseconds());
        SetFlushing(durable && _log is null);
        SetPatience(isPatient);
        this["BEGIN IMMEDIATE"].Change();
        try
        {
            Sums.Clear();
            work();
            Sums.Write(this);
            var since = _time.GetTimestamp();
            this["COMMIT"].Change();
            DiskTime = _time.GetElapsedTime(since);
        }
        finally
        {
            RollBackWhatIsOpen();
        }
    }

    /// <summary>Brings to the disk what the last transaction wrote, unless its commit has.</summary>
    /// <returns>Whether the disk has confirmed it. Otherwise it is in the books all the same, and from then on commits see to it themselves.</returns>
    public bool Flush()
    {
        if (_log is null)
        {
            // The first commit made the file and told its folder.
            _log = _distrusted ? null : _openLog(_connection.DataSource);
            return true;
        }

        var since = _time.GetTimestamp();
        var done = _log.TryFlush();
        DiskTime += _time.GetElapsedTime(since);
        if (done)
        {
            return true;
        }

        _distrusted = true;
        _log.Dispose();
        _log = null;
        return false;
    }

    /// <summary>How many pages went to the log since this was last asked.</summary>
    public int PagesWritten()
    {
        const int Restart = 1;
        raw.sqlite3_db_status(_connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, Restart);
        return pages;
    }

    public void Dispose()
    {
        _log?.Dispose();
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }
    }

    private void RollBackWhatIsOpen()
    {
        // Some errors, such as a full disk, have made SQLite roll back by itself.
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            this["ROLLBACK"].Change();
        }
    }

    private void SetPatience(bool isPatient)
    {
        if (_patient != isPatient)
        {
            raw.sqlite3_busy_timeout(_connection.Handle, isPatient ? LockPatienceMs : 0);
            _patient = isPatient;
        }
    }

    private void SetFlushing(bool flush)
    {
        if (_flushing != flush)
        {
            this[flush ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"].Change();
            _flushing = flush;
        }
    }
}
