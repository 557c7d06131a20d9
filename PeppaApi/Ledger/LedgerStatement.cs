using System.Data.Common;

namespace PeppaApi.Ledger;

/// <summary>One prepared statement of the ledger with positional arguments named <c>@p0</c>, <c>@p1</c>, ...</summary>
internal sealed class LedgerStatement : IDisposable
{
    private readonly DbCommand _command;

    public LedgerStatement(DbConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var i = 0; sql.Contains($"@p{i}", StringComparison.Ordinal); i++)
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            _command.Parameters.Add(parameter);
        }
    }

    public DbTransaction? Transaction
    {
        set => _command.Transaction = value;
    }

    /// <summary>Runs the statement and says how many rows it changed.</summary>
    public int Change(params ReadOnlySpan<object?> arguments)
    {
        Bind(arguments);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement that must change exactly one row.</summary>
    /// <exception cref="InvalidOperationException">It changed none or several: the books are not as the caller took them to be.</exception>
    public void ChangeOne(params ReadOnlySpan<object?> arguments)
    {
        if (Change(arguments) != 1)
        {
            throw new InvalidOperationException($"Expected to change one row: {_command.CommandText}");
        }
    }

    /// <summary>Runs the statement and reads the first row as whole numbers, or <see langword="null"/> if there is none.</summary>
    public long?[]? ReadRow(params ReadOnlySpan<object?> arguments)
    {
        Bind(arguments);
        using var reader = _command.ExecuteReader();
        return reader.Read() ? Numbers(reader) : null;
    }

    /// <summary>Runs the statement and reads all rows as whole numbers.</summary>
    public List<long?[]> ReadRows(params ReadOnlySpan<object?> arguments)
    {
        Bind(arguments);
        using var reader = _command.ExecuteReader();
        List<long?[]> rows = [];
        while (reader.Read())
        {
            rows.Add(Numbers(reader));
        }

        return rows;
    }

    /// <summary>Runs the statement and reads the one text that it gives.</summary>
    public string ReadText(params ReadOnlySpan<object?> arguments)
    {
        Bind(arguments);
        return (string)_command.ExecuteScalar()!;
    }

    public void Dispose() => _command.Dispose();

    private static long?[] Numbers(DbDataReader reader)
    {
        var row = new long?[reader.FieldCount];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = reader.IsDBNull(i) ? null : reader.GetInt64(i);
        }

        return row;
    }

    private void Bind(ReadOnlySpan<object?> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            _command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
        }
    }
}
