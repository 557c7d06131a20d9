using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using PeppaApi.Data;
using PeppaApi.Settings;

namespace PeppaApi.Pricing;

/// <summary>A row of a file, or why it cannot be read.</summary>
/// <param name="IsRatio">Whether it states a part only, in the ratios of another relay: the rest stays as it is.</param>
public sealed record PriceFileRow(string Model, PriceRow? Row, InputException? Fault, bool IsRatio = false);

/// <summary>Prices as a file for people (CSV) or programs (JSON). What is written is read back the same.</summary>
public static class PriceFile
{
    private const int MostRows = 5_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string ToJson(IEnumerable<PriceRow> rows) => JsonSerializer.Serialize(new JsonFile([.. rows]), Json) + "\n";

    public static string ToCsv(IEnumerable<PriceRow> rows) => Csv.Write([.. PriceColumn.All.Select(column => (column.Name, (Func<PriceRow, string?>)column.Write))], rows);

    /// <summary>Reads CSV, JSON, or the ratios of one-api and new-api: it is plain which one it is.</summary>
    /// <exception cref="InputException">The file as a whole cannot be read.</exception>
    public static IReadOnlyList<PriceFileRow> Read(string text)
    {
        var start = text.AsSpan().TrimStart('\ufeff').TrimStart();
        InputException.Require(start.Length > 0, "file", "The file is empty.");
        var rows = start[0] is '{' or '[' ? ReadJson(text) : ReadCsv(text);
        InputException.Require(rows.Count is > 0 and <= MostRows, "file", "A file holds 1 to 5,000 prices.");
        return rows;
    }

    private static IReadOnlyList<PriceFileRow> ReadJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.TrimStart('\ufeff'), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("models", out var models))
            {
                root = models;
            }

            return root.ValueKind == JsonValueKind.Array && !RatioFile.IsOptionList(root)
                ? [.. root.EnumerateArray().Select(ReadRow)]
                : RatioFile.Read(root);
        }
        catch (JsonException exception)
        {
            throw new InputException("file", $"This is no JSON: line {exception.LineNumber + 1} cannot be read.");
        }
    }

    private static PriceFileRow ReadRow(JsonElement element)
    {
        try
        {
            var row = element.Deserialize<PriceRow>(Json)!;
            return new PriceFileRow(row.Model, row, null);
        }
        catch (JsonException exception)
        {
            var model = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("model", out var name) ? name.ToString() : "";
            return new PriceFileRow(model, null, new InputException((exception.Path ?? "$").TrimStart('$', '.'), "The value has the wrong type."));
        }
    }

    private static List<PriceFileRow> ReadCsv(string text)
    {
        try
        {
            using var csv = CsvReader.FromText(text.TrimStart('\ufeff'), CsvReaderOptions.Default);
            csv.ReadHeader();
            var columns = csv.Headers.Select(Column).ToList();
            InputException.Require(columns.Any(column => column.Name == "model"), "file", "The first line names the columns; one of them is model.");
            var rows = new List<PriceFileRow>();
            while (csv.Read())
            {
                rows.Add(ReadLine([.. columns.Zip(Enumerable.Range(0, csv.FieldCount).Select(csv.GetString))]));
            }

            return rows;
        }
        catch (Exception fault) when (fault is CsvFormatException or CsvValidationException)
        {
            throw new InputException("file", "The file is no CSV with a header line.");
        }
    }

    private static PriceColumn Column(string header) =>
        PriceColumn.All.Concat(PriceColumn.Ratios).FirstOrDefault(column => column.Name.Equals(header.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException("file", $"There is no column \"{header}\" in a price.");

    private static PriceFileRow ReadLine((PriceColumn Column, string Text)[] fields)
    {
        var row = new PriceRow();
        try
        {
            foreach (var (column, text) in fields)
            {
                row = column.Read(row, Plain(text.Trim()));
            }

            return new PriceFileRow(row.Model, row, null);
        }
        catch (InputException fault)
        {
            return new PriceFileRow(fields.FirstOrDefault(field => field.Column.Name == "model").Text ?? "", null, fault);
        }
    }

    private static string Plain(string text) => text is ['\'', '=' or '+' or '-' or '@', ..] ? text[1..] : text;

    private sealed record JsonFile(IReadOnlyList<PriceRow> Models);
}
