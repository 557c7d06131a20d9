using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Auditing;
using PeppaApi.Data.Entities;

namespace PeppaApi.Management;

internal static class AuditLogEndpoints
{
    public static void MapAuditLog(this IEndpointRouteBuilder admin)
    {
        var log = admin.MapGroup("/audit-log").WithTags("Audit log");
        log.MapGet("", ListAsync);
        log.MapGet("/csv", CsvAsync);
    }

    private static async Task<Ok<PageOf<AuditBody>>> ListAsync(
        [AsParameters] PageQuery page, [AsParameters] AuditQuery query, AuditLog log, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        return TypedResults.Ok(PageOf<AuditBody>.Of(await log.ListAsync(query.ToFilter(), number, size, cancellationToken), AuditBody.Of));
    }

    private static async Task<FileContentHttpResult> CsvAsync([AsParameters] AuditQuery query, AuditLog log, CancellationToken cancellationToken) =>
        TypedResults.File(Encoding.UTF8.GetBytes(await log.ExportAsync(query.ToFilter(), cancellationToken)), "text/csv; charset=utf-8", "audit-log.csv");

    internal sealed record AuditQuery
    {
        /// <summary>Part of the actor's or the subject's name, or an address.</summary>
        public string? Search { get; init; }

        /// <summary>The whole act, such as <c>user.changed</c>, or its noun.</summary>
        public string? Act { get; init; }

        public bool? Suspicious { get; init; }

        public DateTimeOffset? From { get; init; }

        public DateTimeOffset? To { get; init; }

        public AuditFilter ToFilter() => new(Search, Act, Suspicious ?? false, From, To);
    }

    internal sealed record AuditBody(
        long Id, DateTimeOffset At, long? ActorId, string Actor, string Address, string Act, string? SubjectId, string Subject, bool Suspicious, JsonNode? Changes)
    {
        public static AuditBody Of(AuditRecord record) => new(
            record.Id, record.At, record.ActorId, record.ActorName, record.Address, record.Act, record.SubjectId, record.Subject, record.Suspicious, JsonNode.Parse(record.Changes));
    }
}
