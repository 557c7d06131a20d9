using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Credits;
using PeppaApi.Operations;
using PeppaApi.Usage;

namespace PeppaApi.Management;

/// <summary>How business goes and how the process is doing.</summary>
internal static class OverviewEndpoints
{
    public static void MapOverview(this IEndpointRouteBuilder operators)
    {
        operators.MapGet("/overview", GetAsync).WithTags("Overview");
        operators.MapGet("/pulse", PulseAsync).WithTags("Overview");
    }

    /// <param name="range">day, week, month or quarter; without it the last 24 hours.</param>
    private static async Task<Ok<OverviewBody>> GetAsync(string? range, OverviewReader overview, CancellationToken cancellationToken) =>
        TypedResults.Ok(OverviewBody.Of(await overview.GetAsync(Fields.Word<OverviewRange>(range, "range") ?? OverviewRange.Day, cancellationToken)));

    private static async Task<Ok<PulseBody>> PulseAsync(PulseReader pulses, AlertReader alerts, OverviewReader overview, CancellationToken cancellationToken)
    {
        var pulse = await pulses.ReadAsync(cancellationToken);
        return TypedResults.Ok(PulseBody.Of(pulse, alerts.Of(pulse, (await overview.GetAsync(OverviewRange.Day, cancellationToken)).Total)));
    }

    /// <summary>Dollars; moments as the installation's clock shows them.</summary>
    internal sealed record OverviewBody(
        OverviewRange Range,
        string TimeZone,
        Figures Total,
        Figures Before,
        int ActiveUsers,
        IReadOnlyList<Bar> Bars,
        IReadOnlyList<Line> Models,
        IReadOnlyList<Line> Channels,
        IReadOnlyList<Line> Groups,
        IReadOnlyList<Line> Users)
    {
        public static OverviewBody Of(Overview overview) => new(
            overview.Range,
            overview.TimeZone,
            Figures.Of(overview.Total),
            Figures.Of(overview.Before),
            overview.ActiveUsers,
            [.. overview.Bars.Select(bar => new Bar(bar.Start, Figures.Of(bar.Figures)))],
            Line.Of(overview.Models),
            Line.Of(overview.Channels),
            Line.Of(overview.Groups),
            Line.Of(overview.Users));
    }

    internal sealed record Bar(DateTime Start, Figures Figures);

    internal sealed record Line(string Key, string Name, Figures Figures)
    {
        public static IReadOnlyList<Line> Of(IReadOnlyList<OverviewLine> lines) => [.. lines.Select(line => new Line(line.Key, line.Name, Figures.Of(line.Figures)))];
    }

    internal sealed record Figures(
        long Requests, long Failed, long InputTokens, long OutputTokens, decimal ChargedUsd, decimal UpstreamCostUsd, decimal MarginUsd, decimal OverrunUsd)
    {
        public static Figures Of(SiteFigures figures) => new(
            figures.Requests,
            figures.Failed,
            figures.InputTokens,
            figures.OutputTokens,
            Credit.ToUsd(figures.Charged),
            Credit.ToUsd(figures.UpstreamCost),
            Credit.ToUsd(figures.Margin),
            Credit.ToUsd(figures.Overrun));
    }

    /// <param name="AuditOk">None before the first audit of this process.</param>
    internal sealed record PulseBody(
        int LiveRequests,
        int OpenHolds,
        decimal HeldUsd,
        int LedgerQueue,
        int MailsWaiting,
        int MailsFailed,
        DateTimeOffset? AuditedAt,
        bool? AuditOk,
        long DatabaseBytes,
        long FreeBytes,
        IReadOnlyList<AlertBody> Alerts)
    {
        public static PulseBody Of(Pulse pulse, IReadOnlyList<Alert> alerts) => new(
            pulse.Live,
            pulse.Holds.Count,
            Credit.ToUsd(pulse.Holds.Amount),
            pulse.LedgerQueue,
            pulse.Mails.Waiting,
            pulse.Mails.Failed,
            pulse.Audit?.At,
            pulse.Audit?.Report.Ok,
            pulse.Disk.Database,
            pulse.Disk.Free,
            [.. alerts.Select(alert => new AlertBody(alert.Kind, alert.Urgent, [.. alert.Facts.Select(fact => $"{fact}")], alert.Link))]);
    }

    internal sealed record AlertBody(AlertKind Kind, bool Urgent, IReadOnlyList<string> Facts, string Link);
}
