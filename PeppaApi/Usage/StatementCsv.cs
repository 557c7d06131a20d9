using System.Globalization;
using CsvHelper;
using PeppaApi.Credits;

namespace PeppaApi.Usage;

/// <summary>A statement for a spreadsheet: RFC 4180, a header, exact dollars, and a column each for what comes in and goes out: with opening and closing, both add up to the same.
/// No signs, which spreadsheets take for formulas.</summary>
public static class StatementCsv
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    public static string FileName(Statement statement) => $"statement-{statement.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture)}.csv";

    public static string Write(Statement statement)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            csv.WriteHeader(["line", "item", "requests", "inputTokens", "outputTokens", "inUsd", "outUsd"]);
            Line(csv, "opening", "", income: statement.Opening);
            foreach (var grants in statement.Grants)
            {
                Line(csv, "grant", grants.Kind.ToString().ToLowerInvariant(), income: grants.Amount);
            }

            foreach (var charges in statement.Charges)
            {
                Line(csv, "charge", charges.Model, outgo: charges.Charged, usage: charges);
            }

            Line(csv, "expired", "", outgo: statement.Expired);
            Line(csv, "withdrawn", "", outgo: statement.Withdrawn);
            Line(csv, "closing", "", outgo: statement.Closing);
        }

        return text.ToString();
    }

    private static void Line(CsvWriter csv, string line, string item, long? income = null, long? outgo = null, StatementCharges? usage = null)
    {
        csv.WriteField(line);
        csv.WriteField(item);
        csv.WriteField(Number(usage?.Requests));
        csv.WriteField(Number(usage?.InputTokens));
        csv.WriteField(Number(usage?.OutputTokens));
        csv.WriteField(Usd(income));
        csv.WriteField(Usd(outgo));
        csv.EndRecord();
    }

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Usd(long? credit) => credit is { } value ? Credit.ToUsd(value).ToString(CultureInfo.InvariantCulture) : "";
}
