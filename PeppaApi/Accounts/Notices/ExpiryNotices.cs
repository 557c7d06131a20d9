using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;
using PeppaApi.Mail.Templates;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Notices;

/// <summary>
/// Tells users of credit that expires: three days before, one day before, and afterwards; on their pages and by mail, each
/// once. The notice and its mail are stored together, under a key that a second one would violate. Safe for any thread.
/// </summary>
public sealed class ExpiryNotices(IDbContextFactory<PeppaDbContext> contexts, NoticePost post, SiteAddress site, TimeProvider time)
{
    // Less is not worth anybody's attention.
    private const long Least = Credit.PerDollar / 100;

    // What expired before the site could tell is old news.
    private static readonly TimeSpan Lookback = TimeSpan.FromDays(2);
    private const int MostShown = 3;

    /// <summary>What the user should still see, the latest first.</summary>
    public async Task<IReadOnlyList<ExpiryNotice>> ListAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var notices = await context.ExpiryNotices.AsNoTracking()
            .Where(notice => notice.UserId == userId && notice.DismissedAt == null
                && (notice.Stage == ExpiryStage.Expired || (notice.ExpiresAt > now && context.Grants.Any(grant => grant.Id == notice.GrantId && grant.Remaining > 0))))
            .OrderByDescending(notice => notice.At).Take(MostShown * 3).ToListAsync(cancellationToken);
        return [.. notices.GroupBy(notice => notice.GrantId).Select(group => group.MaxBy(notice => notice.Stage)!).Take(MostShown)];
    }

    /// <summary>Puts a notice away, with those before it about the same grant.</summary>
    public async Task DismissAsync(long userId, ExpiryNotice notice, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        await context.ExpiryNotices.Where(row => row.UserId == userId && row.GrantId == notice.GrantId && row.Stage <= notice.Stage && row.DismissedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(it => it.DismissedAt, now), cancellationToken);
    }

    /// <summary>Tells what is due to be told.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        List<ExpiryNotice> due = [.. await AheadAsync(context, cancellationToken), .. await PastAsync(context, cancellationToken)];
        foreach (var notice in due)
        {
            await TellAsync(notice, cancellationToken);
        }
    }

    private async Task<List<ExpiryNotice>> AheadAsync(PeppaDbContext context, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (tomorrow, horizon) = (now.AddDays(1), now.AddDays(3));
        var grants = await context.Grants.AsNoTracking()
            .Where(grant => grant.Remaining >= Least && grant.ExpiresAt > now && grant.ExpiresAt <= horizon)
            .Where(grant => !context.ExpiryNotices.Any(notice => notice.GrantId == grant.Id && notice.Stage == (grant.ExpiresAt <= tomorrow ? ExpiryStage.OneDay : ExpiryStage.ThreeDays)))
            .ToListAsync(cancellationToken);
        return [.. from grant in grants
                   let stage = grant.ExpiresAt <= tomorrow ? ExpiryStage.OneDay : ExpiryStage.ThreeDays
                   // Who was given it within that time knows.
                   where grant.CreatedAt < grant.ExpiresAt!.Value.AddDays(stage == ExpiryStage.OneDay ? -1 : -3)
                   select New(grant.Id, grant.UserId, stage, grant.Remaining, grant.ExpiresAt!.Value)];
    }

    private async Task<List<ExpiryNotice>> PastAsync(PeppaDbContext context, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Lookback;
        var lines = await context.LedgerEntries.AsNoTracking()
            .Where(entry => entry.Kind == LedgerEntryKind.Expiry && entry.At > since && entry.GrantId != null
                && !context.ExpiryNotices.Any(notice => notice.GrantId == entry.GrantId && notice.Stage == ExpiryStage.Expired))
            .Join(context.Grants, entry => entry.GrantId, grant => grant.Id, (entry, grant) => new { grant.Id, grant.UserId, grant.ExpiresAt, entry.Amount })
            .ToListAsync(cancellationToken);
        return [.. from line in lines
                   where line.ExpiresAt is not null
                   group line by line.Id into grant
                   where grant.Sum(line => line.Amount) >= Least
                   select New(grant.Key, grant.First().UserId, ExpiryStage.Expired, grant.Sum(line => line.Amount), grant.First().ExpiresAt!.Value)];
    }

    private ExpiryNotice New(long grantId, long userId, ExpiryStage stage, long amount, DateTimeOffset expiresAt) =>
        new() { GrantId = grantId, UserId = userId, Stage = stage, Amount = amount, ExpiresAt = expiresAt, At = time.GetUtcNow() };

    private async Task TellAsync(ExpiryNotice notice, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.ExpiryNotices.AnyAsync(row => row.GrantId == notice.GrantId && row.Stage == notice.Stage, cancellationToken))
        {
            return;
        }

        context.ExpiryNotices.Add(notice);
        var user = await context.Users.AsNoTracking().SingleAsync(row => row.Id == notice.UserId, cancellationToken);
        var choice = await context.NoticeChoices.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == notice.UserId, cancellationToken);
        if (choice is not { ExpiringCredit: false } && !user.Disabled && MailAddresses.IsValid(user.Email))
        {
            user.Language ??= await context.SignUps.Where(row => row.UserId == user.Id).Select(row => row.Language).SingleOrDefaultAsync(cancellationToken) ?? "en";
            var data = new JsonObject { ["stage"] = EnumWord.Of(notice.Stage), ["amountUsd"] = Credit.ToUsd(notice.Amount), ["expiresAt"] = notice.ExpiresAt };
            post.Add(context, user, choice, new ExpiryMail(notice.Stage, notice.Amount, notice.ExpiresAt, site.Of("/dashboard")), "expiring_credit", data);
        }

        await context.SaveChangesAsync(cancellationToken);
    }
}
