using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PeppaApi.Benchmarks.Preparing;

/// <summary>Copies one row of a table many times over, with some columns changed. The rest of a row is what PeppaApi itself wrote, whatever columns it has.</summary>
internal sealed class RowCopier(SqliteConnection connection)
{
    /// <summary>Rows of one statement: a statement that is too large fills the memory.</summary>
    private const long Batch = 500_000;

    /// <param name="where">Chooses the one row.</param>
    /// <param name="changes">Column and expression; <c>n</c> counts the copies from 1.</param>
    public async Task CopyAsync(string table, string where, long count, (string Column, string Expression)[] changes, CancellationToken stop)
    {
        var columns = await ColumnsAsync(table, stop);
        var values = columns.Select(column => changes.FirstOrDefault(change => change.Column == column).Expression ?? $"source.\"{column}\"");
        var names = string.Join(", ", columns.Select(column => $"\"{column}\""));
        for (var done = 0L; done < count; done += Batch)
        {
            await RunAsync(
                string.Create(CultureInfo.InvariantCulture, $"""
                    WITH RECURSIVE series(n) AS (SELECT {done + 1} UNION ALL SELECT n + 1 FROM series WHERE n < {Math.Min(count, done + Batch)})
                    INSERT INTO {table} ({names}) SELECT {string.Join(", ", values)} FROM series, (SELECT * FROM {table} WHERE {where} LIMIT 1) AS source
                    """),
                stop);
        }
    }

    public async Task RunAsync(string sql, CancellationToken stop)
    {
        await using var command = Command(sql);
        _ = await command.ExecuteNonQueryAsync(stop);
    }

    public async Task<long> NumberAsync(string sql, CancellationToken stop)
    {
        await using var command = Command(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    private async Task<List<string>> ColumnsAsync(string table, CancellationToken stop)
    {
        var columns = new List<string>();
        await using var command = Command($"SELECT name FROM pragma_table_info('{table}')");
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            columns.Add(reader.GetString(0));
        }

        return columns;
    }

    private SqliteCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        return command;
    }
}
