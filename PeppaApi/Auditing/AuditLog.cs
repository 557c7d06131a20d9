using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Auditing;

/// <summary>Something that the log must know and that is no plain change of a stored fact.</summary>
/// <param name="Act">Noun and verb, such as <c>grant.given</c>.</param>
/// <param name="Changes">Each field with <c>before</c> and <c>after</c>; never a secret.</param>
public sealed record AuditEvent(string Act, string? SubjectId, string Subject, JsonObject? Changes = null, bool Suspicious = false);

/// <param name="Search">Part of the actor's or the subject's name, or an address.</param>
/// <param name="Act">The whole act or its noun.</param>
/// <param name="Subject">The whole name of what it was done to.</param>
/// <param name="UserId">What a user did, and what was done to them.</param>
public sealed record AuditFilter(string? Search = null, string? Act = null, bool SuspiciousOnly = false, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Subject = null, long? UserId = null);

/// <summary>The audit log: added to and read, never changed. Safe for any thread.</summary>
public sealed class AuditLog(IDbContextFactory<PeppaDbContext> contexts, CurrentActor actor, TimeProvider time)
{
    public const int LargestExport = 100_000;

    /// <summary>Writes an event of its own. The actor is whoever acts now, a stranger too.</summary>
    public async Task WriteAsync(AuditEvent happened, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        Add(context, happened);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Adds an event to what the caller is about to save: both are stored, or neither.</summary>
    internal void Add(PeppaDbContext context, AuditEvent happened) =>
        context.AuditRecords.Add(Compose(happened, actor.Value ?? new Actor(null, "", ""), time.GetUtcNow()));

    /// <summary>The latest first.</summary>
    public async Task<(IReadOnlyList<AuditRecord> Items, int Total)> ListAsync(
        AuditFilter filter, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = Find(context, filter);
        return (
            await found.OrderByDescending(record => record.Id).Skip((page - 1) * pageSize).Take(pageSize).ToListAsync(cancellationToken),
            await found.CountAsync(cancellationToken));
    }

    /// <summary>The nouns that there are, for a list to choose from.</summary>
    public async Task<IReadOnlyList<string>> ActsAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.AuditRecords.Select(record => record.Act).Distinct().OrderBy(act => act).ToListAsync(cancellationToken);
    }

    /// <summary>All that the filter finds, the oldest first, for a file.</summary>
    public async Task<string> ExportAsync(AuditFilter filter, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return AuditCsv.Write(await Find(context, filter).OrderByDescending(record => record.Id).Take(LargestExport).Reverse().ToListAsync(cancellationToken));
    }

    internal static AuditRecord Compose(AuditEvent happened, Actor who, DateTimeOffset now) => new()
    {
        At = now,
        ActorId = who.UserId,
        ActorName = who.Name,
        Address = who.Address,
        Act = happened.Act,
        SubjectId = happened.SubjectId,
        Subject = happened.Subject.Length <= AuditRecord.SubjectLength ? happened.Subject : happened.Subject[..AuditRecord.SubjectLength],
        Changes = (happened.Changes ?? []).ToJsonString(AuditJson.Options),
        Suspicious = happened.Suspicious,
    };

    private static IQueryable<AuditRecord> Find(PeppaDbContext context, AuditFilter filter)
    {
        var found = context.AuditRecords.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var text = filter.Search.Trim();
            found = found.Where(record => record.ActorName.Contains(text) || record.Subject.Contains(text) || record.Address == text);
        }

        if (!string.IsNullOrWhiteSpace(filter.Act))
        {
            var (act, noun) = (filter.Act, filter.Act + ".");
            found = found.Where(record => record.Act == act || record.Act.StartsWith(noun));
        }

        if (filter.UserId is { } user)
        {
            var id = user.ToString(CultureInfo.InvariantCulture);
            var names = context.Users.Where(row => row.Id == user).Select(row => row.UserName);
            found = found.Where(record => record.ActorId == user || (record.SubjectId == id && (record.Act.StartsWith("user.") || record.Act.StartsWith("view.") || record.Act.StartsWith("note.") || record.Act.StartsWith("role.") || record.Act.StartsWith("sign_in."))) || names.Contains(record.Subject));
        }

        return found.Where(record => (!filter.SuspiciousOnly || record.Suspicious)
            && (filter.Subject == null || record.Subject == filter.Subject) && (filter.From == null || record.At >= filter.From) && (filter.To == null || record.At < filter.To));
    }
}
