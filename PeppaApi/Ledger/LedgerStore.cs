using System.Data.Common;

namespace PeppaApi.Ledger;

/// <summary>
/// The ledger's connection: statements prepared once, transactions, and the moment that all commands of one
/// transaction share. Used by one thread.
/// </summary>
internal sealed class LedgerStore : IDisposable
{
    // By reference: hashing long statements for every use would cost more than looking them up.
    private readonly Dictionary<string, LedgerStatement> _statements = new(ReferenceEqualityComparer.Instance);
    private readonly DbConnection _connection;
    private readonly TimeProvider _time;
    private DbTransaction? _transaction;
    private bool? _flushing;

    public LedgerStore(DbConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _connection.Open();
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
                _statements[sql] = statement = new LedgerStatement(_connection, sql);
            }

            statement.Transaction = _transaction;
            return statement;
        }
    }

    public void InTransaction(bool flush, Action work)
    {
        // A clock that steps back must not make an expired grant valid again within one process.
        Now = Math.Max(Now, _time.GetUtcNow().ToUnixTimeMilliseconds());
        SetFlushing(flush);
        using (_transaction = _connection.BeginTransaction())
        {
            Sums.Clear();
            work();
            Sums.Write(this);
            _transaction.Commit();
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }
    }

    private void SetFlushing(bool flush)
    {
        if (_flushing == flush)
        {
            return;
        }

        using var pragma = _connection.CreateCommand();
        pragma.CommandText = flush ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL";
        pragma.ExecuteNonQuery();
        _flushing = flush;
    }
}
