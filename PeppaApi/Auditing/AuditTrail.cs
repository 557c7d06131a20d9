using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Auditing;

/// <summary>
/// Writes the log in the same save as the act: whatever somebody changes of the <see cref="AuditedFact"/>s is recorded with
/// it, or neither is stored. Nobody has to remember to. What the process does by itself is not recorded.
/// </summary>
internal sealed class AuditTrail(CurrentActor actor, TimeProvider time) : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PeppaDbContext context && actor.Value is { } who && (who.UserId is not null || who.AtConsole))
        {
            foreach (var entry in context.ChangeTracker.Entries().ToList())
            {
                if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
                    && await RecordAsync(context, entry, who, cancellationToken) is { } record)
                {
                    context.AuditRecords.Add(record);
                }
            }
        }

        return result;
    }

    private async Task<AuditRecord?> RecordAsync(PeppaDbContext context, EntityEntry entry, Actor who, CancellationToken cancellationToken)
    {
        if (entry.Entity is IdentityUserRole<long> link)
        {
            return await OfRoleAsync(context, entry, link, who, cancellationToken);
        }

        if (AuditedFact.For(entry.Entity) is not { } fact || (who.UserId is { } self && fact.OnlyByOthers?.Invoke(entry.Entity) == self))
        {
            return null;
        }

        if (entry is { State: EntityState.Modified, Entity: User { DeletedAt: not null } gone })
        {
            // What is forgotten must not live on here.
            return Record(who, "user.deleted", Key(entry), gone.UserName!, []);
        }

        var changes = AuditChanges.Of(entry, fact);
        if (entry.State == EntityState.Modified && changes.Count == 0)
        {
            return null;
        }

        var verb = entry.State switch { EntityState.Added => "created", EntityState.Deleted => "deleted", _ => "changed" };
        return Record(who, $"{fact.Noun}.{verb}", Key(entry), fact.Subject(entry.Entity), changes);
    }

    private async Task<AuditRecord> OfRoleAsync(
        PeppaDbContext context, EntityEntry entry, IdentityUserRole<long> link, Actor who, CancellationToken cancellationToken)
    {
        var role = (await context.Roles.FindAsync([link.RoleId], cancellationToken))?.Name;
        var user = (await context.Users.FindAsync([link.UserId], cancellationToken))?.UserName;
        var given = entry.State == EntityState.Added;
        var changes = new JsonObject();
        AuditChanges.Add(changes, "role", given ? null : role, given ? role : null);
        return Record(who, given ? "role.given" : "role.taken", link.UserId.ToString(CultureInfo.InvariantCulture), user ?? "", changes);
    }

    private AuditRecord Record(Actor who, string act, string? subjectId, string subject, JsonObject changes) =>
        AuditLog.Compose(new AuditEvent(act, subjectId, subject, changes), who, time.GetUtcNow());

    /// <summary>None while the database has yet to give it.</summary>
    private static string? Key(EntityEntry entry)
    {
        var key = entry.Properties.FirstOrDefault(property => property.Metadata.IsPrimaryKey());
        return key is null or { IsTemporary: true } || key.Metadata.ClrType == typeof(byte[]) ? null : Convert.ToString(key.CurrentValue, CultureInfo.InvariantCulture);
    }
}
