using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Announcements;

/// <summary>The announcements that people see, and which of them a user has put away. Safe for any thread.</summary>
public sealed class AnnouncementBoard(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    private const int MostAtOnce = 5;
    private const int MostEver = 100;

    /// <summary>What a visitor should see now, the most severe first.</summary>
    public async Task<IReadOnlyList<AnnouncementView>> ForVisitorsAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var shown = await Now(context).Where(announcement => announcement.ForVisitors).Take(MostAtOnce).ToListAsync(cancellationToken);
        return [.. shown.Select(announcement => View(announcement, seen: false))];
    }

    /// <summary>What a user has not put away yet, the most severe first.</summary>
    public async Task<IReadOnlyList<AnnouncementView>> UnseenAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var shown = await Now(context)
            .Where(announcement => !context.SeenAnnouncements.Any(seen => seen.UserId == userId && seen.AnnouncementId == announcement.Id))
            .Take(MostAtOnce).ToListAsync(cancellationToken);
        return [.. shown.Select(announcement => View(announcement, seen: false))];
    }

    /// <summary>Whatever was announced until now, the latest first, also what is over.</summary>
    public async Task<IReadOnlyList<AnnouncementView>> AllAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var seen = await context.SeenAnnouncements.Where(row => row.UserId == userId).Select(row => row.AnnouncementId).ToHashSetAsync(cancellationToken);
        var all = await context.Announcements.AsNoTracking().Where(announcement => announcement.ShownFrom <= now)
            .OrderByDescending(announcement => announcement.ShownFrom).ThenByDescending(announcement => announcement.Id).Take(MostEver).ToListAsync(cancellationToken);
        return [.. all.Select(announcement => View(announcement, seen.Contains(announcement.Id) || announcement.ShownUntil <= now))];
    }

    /// <summary>Puts an announcement away for a user; twice is once.</summary>
    public async Task PutAwayAsync(long userId, long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await context.Database.ExecuteSqlAsync(
            $"insert into seen_announcements (user_id, announcement_id, seen_at) select {userId}, id, {now} from announcements where id = {id} on conflict do nothing", cancellationToken);
    }

    private static AnnouncementView View(Announcement row, bool seen) =>
        new(row.Id, row.Severity, new TwoTexts(row.EnglishTitle, row.ChineseTitle), new TwoTexts(row.English, row.Chinese), row.ShownFrom, seen);

    private IQueryable<Announcement> Now(PeppaDbContext context)
    {
        var now = time.GetUtcNow();
        return context.Announcements.AsNoTracking().Where(announcement => announcement.ShownFrom <= now && (announcement.ShownUntil == null || announcement.ShownUntil > now))
            .OrderByDescending(announcement => announcement.Severity).ThenByDescending(announcement => announcement.ShownFrom).ThenByDescending(announcement => announcement.Id);
    }
}
