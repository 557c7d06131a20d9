using System.Globalization;
using CsvHelper;
using PeppaApi.Credits;

namespace PeppaApi.Usage;

/// <summary>A report for a spreadsheet: RFC 4180, a header, exact dollars, a last line with the totals.</summary>
public static class ReportCsv
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    public static string FileName(Report report) => string.Create(CultureInfo.InvariantCulture, $"report-{report.From:yyyy-MM-dd}-{report.To:yyyy-MM-dd}.csv");

    public static string Write(Report report)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            csv.WriteHeader(
            [
                "key", "name", "requests", "chargedUsd", "upstreamCostUsd", "marginUsd", "overrunUsd",
                "soldUsd", "adjustedUsd", "giftsUsd", "refundsUsd", "expiredUsd", "takenBackUsd",
            ]);
            foreach (var line in report.Lines)
            {
                Line(csv, line.Key, line.Name, line.Usage, line.Credit);
            }

            Line(csv, "total", "", report.Usage, report.Credit);
        }

        return text.ToString();
    }

    private static void Line(CsvWriter csv, string key, string name, ReportUsage usage, ReportCredit? credit)
    {
        csv.WriteField(key);
        csv.WriteField(name);
        csv.WriteField(usage.Requests.ToString(CultureInfo.InvariantCulture));
        foreach (var amount in (long?[])
        [
            usage.Charged, usage.UpstreamCost, usage.Margin, usage.Overrun,
            credit?.Sold, credit?.Adjusted, credit?.Gifts, credit?.Refunds, credit?.Expired, credit?.TakenBack,
        ])
        {
            csv.WriteField(amount is { } value ? Credit.ToUsd(value).ToString(CultureInfo.InvariantCulture) : "");
        }

        csv.EndRecord();
    }
}
