using Microsoft.Data.Sqlite;

namespace PeppaApi.Operations.Imports;

/// <summary>What is brought over of an old database, read whole.</summary>
/// <param name="Options">The relay's settings, by name.</param>
internal sealed record OldDatabase(
    IReadOnlyList<OldRow> Channels, IReadOnlyList<OldRow> Users, IReadOnlyList<OldRow> Tokens, OldRow Options)
{
    /// <summary>Reads the file and changes nothing in it.</summary>
    /// <exception cref="OldDatabaseException">It is no database of that relay.</exception>
    public static OldDatabase Read(string file, OldRelay relay)
    {
        try
        {
            var address = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
            using var connection = new SqliteConnection(address.ToString());
            connection.Open();
            Require(connection, relay);
            var options = Has(connection, "options", "value") ? Rows(connection, "options") : [];
            return new OldDatabase(
                Rows(connection, "channels"),
                Rows(connection, "users"),
                Rows(connection, "tokens"),
                new OldRow(options.GroupBy(row => row.Text("key")).ToDictionary(rows => rows.Key, object? (rows) => rows.Last().Text("value"))));
        }
        catch (SqliteException exception)
        {
            throw new OldDatabaseException($"{file} cannot be read: {exception.Message}");
        }
    }

    // Read with the other's numbers, keys would go to the wrong vendors.
    private static void Require(SqliteConnection connection, OldRelay relay)
    {
        if (!Has(connection, "channels", "models") || !Has(connection, "users", "quota") || !Has(connection, "tokens", "remain_quota"))
        {
            throw new OldDatabaseException("This is no database of one-api or new-api: it has no channels, users and tokens as they have.");
        }

        var found = Has(connection, "tokens", "model_limits") || Has(connection, "channels", "auto_ban") ? OldRelay.NewApi : OldRelay.OneApi;
        if (found != relay)
        {
            throw new OldDatabaseException($"This looks like a database of {found.Word()}, and the two number vendors differently: import it as that.");
        }
    }

    private static bool Has(SqliteConnection connection, string table, string column)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pragma_table_info($table) WHERE name = $column";
        command.Parameters.AddWithValue("$table", table);
        command.Parameters.AddWithValue("$column", column);
        return (long)command.ExecuteScalar()! > 0;
    }

    private static List<OldRow> Rows(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} ORDER BY 1";
        using var reader = command.ExecuteReader();
        var rows = new List<OldRow>();
        while (reader.Read())
        {
            rows.Add(new OldRow(Enumerable.Range(0, reader.FieldCount).ToDictionary(
                reader.GetName, index => reader.IsDBNull(index) ? null : reader.GetValue(index), StringComparer.OrdinalIgnoreCase)));
        }

        return rows;
    }
}

/// <summary>The old database cannot be read, for a reason that whoever gave it can mend.</summary>
internal sealed class OldDatabaseException(string message) : Exception(message);
