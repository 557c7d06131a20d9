using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Announcements;

/// <summary>What operators do with announcements; the audit log records it. Safe for any thread.</summary>
public sealed class AnnouncementEditor(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    /// <summary>The latest first.</summary>
    public async Task<(IReadOnlyList<WrittenAnnouncement> Items, int Total)> ListAsync(int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Announcements.AsNoTracking()
            .OrderByDescending(row => row.ShownFrom).ThenByDescending(row => row.Id).Skip((page - 1) * pageSize).Take(pageSize)
            .Select(row => new { Row = row, Seen = context.SeenAnnouncements.Count(seen => seen.AnnouncementId == row.Id) })
            .ToListAsync(cancellationToken);
        return ([.. rows.Select(item => new WrittenAnnouncement(item.Row.Id, Written(item.Row), item.Seen))], await context.Announcements.CountAsync(cancellationToken));
    }

    /// <exception cref="InputException">Something of it cannot be accepted.</exception>
    public async Task<long> CreateAsync(AnnouncementInput input, CancellationToken cancellationToken = default)
    {
        var announcement = new Announcement { EnglishTitle = "", ChineseTitle = "", English = "", Chinese = "" };
        input.ApplyTo(announcement, time.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Announcements.Add(announcement);
        await context.SaveChangesAsync(cancellationToken);
        return announcement.Id;
    }

    /// <summary>Changes it where it stands; whoever put it away does not see it again.</summary>
    /// <exception cref="InputException">Something of it cannot be accepted, or it is gone.</exception>
    public Task ChangeAsync(long id, AnnouncementInput input, CancellationToken cancellationToken = default) => contexts.ChangeAsync(
        async context =>
        {
            var announcement = await context.Announcements.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
            InputException.Require(announcement is not null, "id", AnnouncementsText.Gone);
            input.ApplyTo(announcement!, time.GetUtcNow());
        },
        cancellationToken);

    /// <summary>Deletes it for everybody; twice is once.</summary>
    public Task DeleteAsync(long id, CancellationToken cancellationToken = default) => contexts.ChangeAsync(
        async context =>
        {
            if (await context.Announcements.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } announcement)
            {
                context.Announcements.Remove(announcement);
            }
        },
        cancellationToken);

    private static AnnouncementInput Written(Announcement row) => new(
        row.Severity, new TwoTexts(row.EnglishTitle, row.ChineseTitle), new TwoTexts(row.English, row.Chinese), row.ForVisitors, row.ShownFrom, row.ShownUntil);
}
