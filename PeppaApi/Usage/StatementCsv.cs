using System.Globalization;
using PeppaApi.Data;

namespace PeppaApi.Usage;

/// <summary>A statement for a spreadsheet, with a column each for what comes in and goes out: with opening and closing, both add up to the same.
/// No signs, which spreadsheets take for formulas.</summary>
public static class StatementCsv
{
    private static readonly (string, Func<Line, string?>)[] Columns =
    [
        ("line", line => line.What),
        ("item", line => line.Item),
        ("requests", line => Csv.Number(line.Usage?.Requests)),
        ("inputTokens", line => Csv.Number(line.Usage?.InputTokens)),
        ("outputTokens", line => Csv.Number(line.Usage?.OutputTokens)),
        ("inUsd", line => Csv.Usd(line.In)),
        ("outUsd", line => Csv.Usd(line.Out)),
    ];

    public static string FileName(Statement statement) => $"statement-{statement.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture)}.csv";

    public static string Write(Statement statement) => Csv.Write(
        Columns,
        [
            new("opening", In: statement.Opening),
            .. statement.Grants.Select(grants => new Line("grant", grants.Kind.ToString().ToLowerInvariant(), In: grants.Amount)),
            .. statement.Charges.Select(charges => new Line("charge", charges.Model, Out: charges.Charged, Usage: charges)),
            new("expired", Out: statement.Expired),
            new("withdrawn", Out: statement.Withdrawn),
            new("closing", Out: statement.Closing),
        ]);

    private sealed record Line(string What, string Item = "", long? In = null, long? Out = null, StatementCharges? Usage = null);
}
