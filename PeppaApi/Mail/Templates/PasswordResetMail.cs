using PeppaApi.Resources;

namespace PeppaApi.Mail.Templates;

/// <summary>The way to a new password.</summary>
internal sealed record PasswordResetMail(Uri Link, string UserName) : MailTemplate
{
    // As long as the link.
    public override TimeSpan Lifetime => TimeSpan.FromMinutes(30);

    internal override MailContent Write(MailWords words) => new(
        words[nameof(MailTemplateText.ResetSubject), words.SiteName],
        [words[nameof(MailTemplateText.ResetBody), UserName, words.SiteName]],
        Link: new MailLink(words[nameof(MailTemplateText.ResetLink)], Link),
        Note: words[nameof(MailTemplateText.ResetNote)]);
}
