using PeppaApi.Resources;

namespace PeppaApi.Mail.Templates;

/// <summary>Something about how a user gets in was changed.</summary>
/// <param name="What">Name of the text that says what.</param>
internal sealed record SecurityMail(string What, DateTimeOffset At, string Address, Uri Settings) : MailTemplate
{
    internal override MailContent Write(MailWords words) => new(
        words[nameof(MailTemplateText.SecuritySubject), words.SiteName],
        [words[What], words[nameof(MailTemplateText.SecurityBody), words.Moment(At), Address]],
        Link: new MailLink(words[nameof(MailTemplateText.SecurityLink)], Settings),
        Note: words[nameof(MailTemplateText.SecurityNote)]);
}
