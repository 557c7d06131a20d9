namespace PeppaApi.Benchmarks.Reporting;

/// <summary>Columns as wide as their widest cell: the first to the left, figures to the right.</summary>
internal static class TextTable
{
    public static void Print(TextWriter output, IReadOnlyList<string[]> rows)
    {
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
