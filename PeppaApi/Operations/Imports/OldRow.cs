using System.Globalization;
using System.Text.Json;
using PeppaApi.Settings;

namespace PeppaApi.Operations.Imports;

/// <summary>A row of the old database. Columns that a version does not have are empty; SQLite lets any column hold anything.</summary>
internal sealed class OldRow(IReadOnlyDictionary<string, object?> values)
{
    private const int LongestName = 60;

    public string Text(string column) => Convert.ToString(values.GetValueOrDefault(column), CultureInfo.InvariantCulture)?.Trim() ?? "";

    /// <summary>A name for the report: whatever is in it, it stays on its line.</summary>
    public string Name(string column)
    {
        var text = new string([.. Text(column).Where(letter => !char.IsControl(letter))]);
        return text.Length <= LongestName ? text : text[..LongestName] + "…";
    }

    /// <exception cref="InputException">There is something else than a whole number.</exception>
    public long Whole(string column, long otherwise = 0) => values.GetValueOrDefault(column) switch
    {
        null => otherwise,
        long number => number,
        double real when real == Math.Floor(real) && Math.Abs(real) < 1e15 => (long)real,
        var other when long.TryParse(Convert.ToString(other, CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        "" => otherwise,
        _ => throw new InputException(column, $"{column} is no whole number"),
    };

    public bool Flag(string column) => Text(column) is "1" or "true" or "True";

    public bool IsDeleted => Text("deleted_at").Length > 0;

    public IReadOnlyList<string> List(string column, params char[] separators) =>
        Text(column).Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The members of a JSON object; empty if there is nothing.</summary>
    /// <exception cref="InputException">There is something else.</exception>
    public Dictionary<string, JsonElement> Object(string column)
    {
        try
        {
            return Text(column) is { Length: > 0 } text ? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text) ?? [] : [];
        }
        catch (JsonException)
        {
            throw new InputException(column, $"{column} is no JSON object");
        }
    }

    /// <summary>A text among the members of an object; empty if there is something else, or nothing.</summary>
    public static string TextIn(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
