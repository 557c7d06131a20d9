using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Mail;

/// <summary>Takes mails to be sent. What it took is sent or shown as failed, whatever happens to the process. Safe for any thread.</summary>
public sealed class MailQueue(IDbContextFactory<PeppaDbContext> contexts, OperatorSettings settings, SiteAddress site, TimeProvider time)
{
    /// <summary>Takes a mail; it is stored when this returns.</summary>
    /// <param name="to">A mail address that <see cref="MailAddresses.IsValid"/> accepts.</param>
    /// <param name="language">Whose texts; none is the language of whoever asks.</param>
    /// <exception cref="ArgumentException">The address is no address.</exception>
    public async Task EnqueueAsync(string to, MailTemplate template, CultureInfo? language = null, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        Add(context, to, template, language);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Adds a mail to what the caller is about to save: both are stored, or neither.</summary>
    /// <exception cref="ArgumentException">The address is no address.</exception>
    internal void Add(PeppaDbContext context, string to, MailTemplate template, CultureInfo? language = null) =>
        context.Mails.Add(Compose(to, template, language));

    internal QueuedMail Compose(string to, MailTemplate template, CultureInfo? language)
    {
        if (!MailAddresses.IsValid(to))
        {
            throw new ArgumentException("That is no mail address.", nameof(to));
        }

        var words = new MailWords(language ?? CultureInfo.CurrentUICulture, settings.Get<SiteSettings>().SiteName);
        var content = template.Write(words);
        var now = time.GetUtcNow();
        return new QueuedMail
        {
            Recipient = to,
            Template = template.Name,
            Subject = content.Subject,
            TextBody = MailLayout.ToText(content, words),
            HtmlBody = MailLayout.ToHtml(content, words),
            MessageId = $"{Guid.NewGuid():N}@{site.Base.Host}",
            CreatedAt = now,
            NextAttemptAt = now,
            ExpiresAt = now + template.Lifetime,
        };
    }
}
