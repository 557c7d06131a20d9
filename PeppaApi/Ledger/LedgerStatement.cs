using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PeppaApi.Ledger;

/// <summary>
/// One prepared statement of the ledger with arguments named <c>@p0</c>, <c>@p1</c>, ... It speaks to SQLite's own
/// interface: see docs/decisions/0004-ledger-statements.md. Used by one thread at a time.
/// </summary>
internal sealed class LedgerStatement : IDisposable
{
    private const int TextOnStack = 512;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _sql;
    private readonly int[] _indexes;
    private readonly LedgerValue[] _bound;

    public LedgerStatement(sqlite3 database, string sql)
    {
        _database = database;
        _sql = sql;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        // SQLite numbers names in the order in which it meets them.
        _indexes = new int[raw.sqlite3_bind_parameter_count(_statement)];
        _bound = new LedgerValue[_indexes.Length];
        for (var i = 0; i < _indexes.Length; i++)
        {
            _indexes[i] = raw.sqlite3_bind_parameter_index(_statement, $"@p{i}");
        }
    }

    /// <summary>Runs the statement and says how many rows it changed.</summary>
    public int Change(params ReadOnlySpan<LedgerValue> arguments)
    {
        Bind(arguments);
        try
        {
            while (Step())
            {
                // What it returns is of no interest.
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs a statement that must change exactly one row.</summary>
    /// <exception cref="InvalidOperationException">It changed none or several: the books are not as the caller took them to be.</exception>
    public void ChangeOne(params ReadOnlySpan<LedgerValue> arguments)
    {
        if (Change(arguments) != 1)
        {
            throw new InvalidOperationException($"Expected to change one row: {_sql}");
        }
    }

    /// <summary>Runs a statement that must insert one row and says under which id.</summary>
    public long InsertOne(params ReadOnlySpan<LedgerValue> arguments)
    {
        ChangeOne(arguments);
        return raw.sqlite3_last_insert_rowid(_database);
    }

    /// <summary>Runs the statement and reads the first row as whole numbers, or <see langword="null"/> if there is none.</summary>
    public long?[]? ReadRow(params ReadOnlySpan<LedgerValue> arguments)
    {
        Bind(arguments);
        try
        {
            return Step() ? Numbers() : null;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs the statement and reads all rows as whole numbers.</summary>
    public List<long?[]> ReadRows(params ReadOnlySpan<LedgerValue> arguments)
    {
        Bind(arguments);
        try
        {
            List<long?[]> rows = [];
            while (Step())
            {
                rows.Add(Numbers());
            }

            return rows;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs the statement and reads the one text that it gives.</summary>
    public string ReadText(params ReadOnlySpan<LedgerValue> arguments)
    {
        Bind(arguments);
        try
        {
            return Step() ? raw.sqlite3_column_text(_statement, 0).utf8_to_string()
                : throw new InvalidOperationException($"Expected a row: {_sql}");
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is not raw.SQLITE_ROW and not raw.SQLITE_DONE)
        {
            Check(code);
        }

        return code == raw.SQLITE_ROW;
    }

    private long?[] Numbers()
    {
        var row = new long?[raw.sqlite3_column_count(_statement)];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = raw.sqlite3_column_type(_statement, i) == raw.SQLITE_NULL ? null : raw.sqlite3_column_int64(_statement, i);
        }

        return row;
    }

    private void Bind(ReadOnlySpan<LedgerValue> arguments)
    {
        if (arguments.Length != _indexes.Length)
        {
            throw new InvalidOperationException($"Expected {_indexes.Length} arguments, not {arguments.Length}: {_sql}");
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            // What is bound stays bound: of a usage record most columns are the same each time.
            if (!arguments[i].Equals(_bound[i]))
            {
                Check(Bind(_indexes[i], arguments[i]));
                _bound[i] = arguments[i];
            }
        }
    }

    private int Bind(int index, LedgerValue value)
    {
        if (value.Number is { } number)
        {
            return raw.sqlite3_bind_int64(_statement, index, number);
        }

        if (value.Text is not { } text)
        {
            return raw.sqlite3_bind_null(_statement, index);
        }

        if (text.Length == 0)
        {
            // An empty span would be taken for null.
            return raw.sqlite3_bind_text(_statement, index, text);
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = most <= TextOnStack ? stackalloc byte[TextOnStack] : new byte[most];
        return raw.sqlite3_bind_text(_statement, index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }
}
