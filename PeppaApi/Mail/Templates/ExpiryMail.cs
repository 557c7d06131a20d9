using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;

namespace PeppaApi.Mail.Templates;

/// <summary>Tells somebody of credit that is about to expire, or has.</summary>
/// <param name="Page">Where the balance is shown and the mails can be switched off.</param>
internal sealed record ExpiryMail(ExpiryStage Stage, long Amount, DateTimeOffset ExpiresAt, Uri Page) : MailTemplate
{
    internal override MailContent Write(MailWords words)
    {
        var (subject, body) = Stage switch
        {
            ExpiryStage.ThreeDays => (nameof(MailTemplateText.ExpiresInThreeDaysSubject), nameof(MailTemplateText.ExpiresBody)),
            ExpiryStage.OneDay => (nameof(MailTemplateText.ExpiresTomorrowSubject), nameof(MailTemplateText.ExpiresBody)),
            _ => (nameof(MailTemplateText.ExpiredSubject), nameof(MailTemplateText.ExpiredBody)),
        };
        return new MailContent(
            words[subject, words.SiteName],
            [words[body, CreditFormat.Balance(Amount), words.SiteName, words.Moment(ExpiresAt)]],
            Link: new MailLink(words[nameof(MailTemplateText.ExpiryLink)], Page),
            Note: words[nameof(MailTemplateText.ExpiryNote)]);
    }
}
