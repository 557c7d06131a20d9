using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace PeppaApi.Data;

/// <summary>
/// Reads rows by a statement, without the framework between. Only for the start, where hundreds of thousands of rows are read of which
/// a few columns are wanted: entities would take most of the time (decision 19).
/// </summary>
internal static class PlainRows
{
    /// <param name="sql">A literal.</param>
    /// <param name="take">Takes what the reader stands on.</param>
    public static void Read(PeppaDbContext context, string sql, Action<DbDataReader> take)
    {
        context.Database.OpenConnection();
        using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            take(rows);
        }
    }

    public static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
