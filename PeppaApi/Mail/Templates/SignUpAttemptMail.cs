using PeppaApi.Resources;

namespace PeppaApi.Mail.Templates;

/// <summary>Tells the owner of an account that somebody tried to sign up with the address again: perhaps they themselves.</summary>
internal sealed record SignUpAttemptMail(Uri LogIn, TimeSpan ValidFor) : MailTemplate
{
    public override TimeSpan Lifetime => ValidFor;

    internal override MailContent Write(MailWords words) => new(
        words[nameof(MailTemplateText.AttemptSubject), words.SiteName],
        [words[nameof(MailTemplateText.AttemptBody), words.SiteName]],
        Link: new MailLink(words[nameof(MailTemplateText.AttemptLink)], LogIn),
        Note: words[nameof(MailTemplateText.AttemptNote)]);
}
