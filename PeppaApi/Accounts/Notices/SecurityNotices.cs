using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Auditing;
using PeppaApi.Data;
using PeppaApi.Mail;
using PeppaApi.Mail.Templates;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Notices;

/// <summary>What is told about how one gets in. Its text is <c>Security</c> and the name.</summary>
public enum SecurityEvent
{
    PasswordChanged,
    TwoStepOn,
    TwoStepOff,
    PasskeyAdded,
    PasskeyRemoved,
}

/// <summary>Tells users that somebody, perhaps not they, changed how one gets into their account.</summary>
public sealed class SecurityNotices
{
    private readonly IDbContextFactory<PeppaDbContext> _contexts;
    private readonly NoticePost _post;
    private readonly CurrentActor _actor;
    private readonly SiteAddress _site;
    private readonly TimeProvider _time;

    internal SecurityNotices(IDbContextFactory<PeppaDbContext> contexts, NoticePost post, CurrentActor actor, SiteAddress site, TimeProvider time) =>
        (_contexts, _post, _actor, _site, _time) = (contexts, post, actor, site, time);

    public async Task TellAsync(long userId, SecurityEvent happened, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var user = await context.Users.AsNoTracking().SingleAsync(row => row.Id == userId, cancellationToken);
        var choice = await context.NoticeChoices.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        if (choice is { SecurityEvents: false } || user.Disabled || !MailAddresses.IsValid(user.Email))
        {
            return;
        }

        var address = _actor.Value?.Address ?? "";
        var name = EnumWord.Of(happened);
        _post.Add(
            context, user, choice, new SecurityMail($"Security{happened}", _time.GetUtcNow(), address, _site.Of("/setting/security")), "security", new JsonObject { ["event"] = name, ["address"] = address });
        await context.SaveChangesAsync(cancellationToken);
    }
}
