using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Data.Entities;
using PeppaApi.Operations.Backups;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>Copies of everything. They hold every key, so they are for admins alone, and who takes one is in the audit log.</summary>
internal static class BackupEndpoints
{
    public static void MapBackups(this IEndpointRouteBuilder admin)
    {
        var backups = admin.MapGroup("/backups").WithTags("Backups");
        backups.MapGet("", Ok<PageOf<BackupView>> ([AsParameters] PageQuery page, BackupService service) => TypedResults.Ok(PageOf<BackupView>.Of(service.List(), page, view => view)));
        backups.MapPost("", async Task<Ok<BackupView>> (BackupService service) => TypedResults.Ok(await service.MakeAsync()));
        backups.MapGet("/{name}", GetAsync);
        backups.MapDelete("/{name}", DeleteAsync);
    }

    private static async Task<Results<PhysicalFileHttpResult, NotFound>> GetAsync(string name, ClaimsPrincipal who, BackupService service, CancellationToken cancellationToken)
    {
        // With what is in it one can sign in as anybody.
        DeniedException.Require(who.Scopes().HasFlag(AccessScopes.Write), "A backup holds every key: the access token needs the scope to write.");
        if (service.Find(name) is not { } path)
        {
            return TypedResults.NotFound();
        }

        await service.NoteDownloadAsync(name, cancellationToken);
        return TypedResults.PhysicalFile(path, "application/zip", name);
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(string name, BackupService service, CancellationToken cancellationToken) =>
        await service.DeleteAsync(name, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
}
