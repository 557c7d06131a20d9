using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Credits;
using PeppaApi.Usage;

namespace PeppaApi.Management;

/// <summary>What was sold, what it cost, and what was given away.</summary>
internal static class ReportEndpoints
{
    public static void MapReport(this IEndpointRouteBuilder operators)
    {
        operators.MapGet("/report", GetAsync).WithTags("Report");
        operators.MapGet("/report/csv", CsvAsync).WithTags("Report");
    }

    private static async Task<Ok<ReportBody>> GetAsync([AsParameters] ReportQuery query, ReportReader reports, CancellationToken cancellationToken) =>
        TypedResults.Ok(ReportBody.Of(await query.ReadAsync(reports, cancellationToken)));

    private static async Task<FileContentHttpResult> CsvAsync([AsParameters] ReportQuery query, ReportReader reports, CancellationToken cancellationToken)
    {
        var report = await query.ReadAsync(reports, cancellationToken);
        return TypedResults.File(Encoding.UTF8.GetBytes(ReportCsv.Write(report)), "text/csv; charset=utf-8", ReportCsv.FileName(report));
    }

    internal sealed record ReportQuery
    {
        /// <summary>The first day; without it the month of the last.</summary>
        public DateOnly? From { get; init; }

        /// <summary>The last day; without it today.</summary>
        public DateOnly? To { get; init; }

        /// <summary>day, month, channel, model, group or user.</summary>
        public string? By { get; init; }

        public Task<Report> ReadAsync(ReportReader reports, CancellationToken cancellationToken)
        {
            var to = To ?? reports.Today;
            return reports.GetAsync(From ?? new DateOnly(to.Year, to.Month, 1), to, Fields.Word<ReportBy>(By, "by") ?? ReportBy.Day, cancellationToken);
        }
    }

    /// <summary>Dollars. <c>marginUsd = chargedUsd - upstreamCostUsd</c>.</summary>
    internal sealed record ReportBody(DateOnly From, DateOnly To, string TimeZone, ReportBy By, IReadOnlyList<ReportBody.Line> Lines, ReportBody.Line Total)
    {
        public static ReportBody Of(Report report) => new(
            report.From,
            report.To,
            report.TimeZone,
            report.By,
            [.. report.Lines.Select(line => Line.Of(line.Key, line.Name, line.Usage, line.Credit))],
            Line.Of("total", "", report.Usage, report.Credit));

        internal sealed record Line(
            string Key,
            string Name,
            long Requests,
            decimal ChargedUsd,
            decimal UpstreamCostUsd,
            decimal MarginUsd,
            decimal OverrunUsd,
            decimal? SoldUsd,
            decimal? AdjustedUsd,
            decimal? GiftsUsd,
            decimal? RefundsUsd,
            decimal? ExpiredUsd,
            decimal? TakenBackUsd)
        {
            public static Line Of(string key, string name, ReportUsage usage, ReportCredit? credit) => new(
                key,
                name,
                usage.Requests,
                Credit.ToUsd(usage.Charged),
                Credit.ToUsd(usage.UpstreamCost),
                Credit.ToUsd(usage.Margin),
                Credit.ToUsd(usage.Overrun),
                Fields.Usd(credit?.Sold),
                Fields.Usd(credit?.Adjusted),
                Fields.Usd(credit?.Gifts),
                Fields.Usd(credit?.Refunds),
                Fields.Usd(credit?.Expired),
                Fields.Usd(credit?.TakenBack));
        }
    }
}
