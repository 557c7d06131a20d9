using PeppaApi.Resources;

namespace PeppaApi.Mail.Templates;

/// <summary>A user's credit fell below what they named.</summary>
internal sealed record LowCreditMail(string Left, string Below, Uri TopUp) : MailTemplate
{
    internal override MailContent Write(MailWords words) => new(
        words[nameof(MailTemplateText.LowCreditSubject), words.SiteName],
        [words[nameof(MailTemplateText.LowCreditBody), words.SiteName, Left, Below]],
        Link: new MailLink(words[nameof(MailTemplateText.LowCreditLink)], TopUp),
        Note: words[nameof(MailTemplateText.NoticeNote)]);
}
