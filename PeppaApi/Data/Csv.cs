using System.Globalization;
using System.Text;
using CsvHelper;
using PeppaApi.Credits;

namespace PeppaApi.Data;

/// <summary>Files for spreadsheets: RFC 4180, a header, exact dollars, moments in UTC. What a spreadsheet would take for a formula stands behind an apostrophe.</summary>
internal static class Csv
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    public static string Write<T>(IReadOnlyList<(string Name, Func<T, string?> Value)> columns, IEnumerable<T> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            Header(csv, columns);
            foreach (var row in rows)
            {
                Line(csv, columns, row);
            }
        }

        return text.ToString();
    }

    /// <summary>The same batch by batch: a slow reader keeps nothing waiting.</summary>
    /// <param name="written">Told how many more there are after each batch.</param>
    public static async Task WriteAsync<T>(
        IReadOnlyList<(string Name, Func<T, string?> Value)> columns, IAsyncEnumerable<IReadOnlyList<T>> batches, Stream stream, Action<int>? written, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await using var csv = CsvWriter.Create(writer, Options, leaveOpen: true);
        Header(csv, columns);
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            foreach (var row in batch)
            {
                Line(csv, columns, row);
            }

            await csv.FlushAsync(cancellationToken);
            written?.Invoke(batch.Count);
        }
    }

    public static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    public static string Usd(long? credit) => credit is { } value ? Credit.ToUsd(value).ToString(CultureInfo.InvariantCulture) : "";

    public static string Moment(DateTimeOffset? moment) => moment?.ToString("u", CultureInfo.InvariantCulture) ?? "";

    private static void Header<T>(CsvWriter csv, IReadOnlyList<(string Name, Func<T, string?> Value)> columns) => csv.WriteHeader([.. columns.Select(column => column.Name)]);

    private static void Line<T>(CsvWriter csv, IReadOnlyList<(string Name, Func<T, string?> Value)> columns, T row)
    {
        foreach (var column in columns)
        {
            csv.WriteField(column.Value(row) ?? "");
        }

        csv.EndRecord();
    }
}
