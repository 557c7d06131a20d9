using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Credits;
using PeppaApi.Ledger;

namespace PeppaApi.Management;

internal static class LedgerEndpoints
{
    public static void MapLedger(this IEndpointRouteBuilder admin) => admin.MapPost("/ledger/audit", AuditAsync).WithTags("Ledger");

    private static async Task<Ok<AuditBody>> AuditAsync(LedgerAudit audit, CancellationToken cancellationToken)
    {
        var report = await audit.RunAsync(cancellationToken);
        return TypedResults.Ok(new AuditBody(report.Ok, [.. report.Differences.Select(Difference.Of)]));
    }

    internal sealed record AuditBody(bool Ok, IReadOnlyList<Difference> Differences);

    internal sealed record Difference(string What, decimal StoredUsd, decimal ComputedUsd)
    {
        public static Difference Of(AuditDifference difference) =>
            new(difference.What, Credit.ToUsd(difference.Stored), Credit.ToUsd(difference.Computed));
    }
}
