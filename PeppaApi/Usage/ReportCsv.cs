using System.Globalization;
using PeppaApi.Data;

namespace PeppaApi.Usage;

/// <summary>A report for a spreadsheet, with a last line for the totals.</summary>
public static class ReportCsv
{
    private static readonly (string, Func<ReportLine, string?>)[] Columns =
    [
        ("key", line => line.Key),
        ("name", line => line.Name),
        ("requests", line => Csv.Number(line.Usage.Requests)),
        ("chargedUsd", line => Csv.Usd(line.Usage.Charged)),
        ("upstreamCostUsd", line => Csv.Usd(line.Usage.UpstreamCost)),
        ("marginUsd", line => Csv.Usd(line.Usage.Margin)),
        ("overrunUsd", line => Csv.Usd(line.Usage.Overrun)),
        ("soldUsd", line => Csv.Usd(line.Credit?.Sold)),
        ("adjustedUsd", line => Csv.Usd(line.Credit?.Adjusted)),
        ("giftsUsd", line => Csv.Usd(line.Credit?.Gifts)),
        ("refundsUsd", line => Csv.Usd(line.Credit?.Refunds)),
        ("expiredUsd", line => Csv.Usd(line.Credit?.Expired)),
        ("takenBackUsd", line => Csv.Usd(line.Credit?.TakenBack)),
    ];

    public static string FileName(Report report) => string.Create(CultureInfo.InvariantCulture, $"report-{report.From:yyyy-MM-dd}-{report.To:yyyy-MM-dd}.csv");

    public static string Write(Report report) => Csv.Write(Columns, [.. report.Lines, new ReportLine("total", "", report.Usage, report.Credit)]);
}
