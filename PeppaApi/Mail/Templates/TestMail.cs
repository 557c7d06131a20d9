using PeppaApi.Resources;

namespace PeppaApi.Mail.Templates;

/// <summary>Shows an operator that mails arrive.</summary>
internal sealed record TestMail(DateTimeOffset At) : MailTemplate
{
    internal override MailContent Write(MailWords words) => new(
        words[nameof(MailTemplateText.TestSubject), words.SiteName],
        [words[nameof(MailTemplateText.TestBody), words.SiteName, words.Moment(At)]],
        Note: words[nameof(MailTemplateText.TestNote)]);
}
