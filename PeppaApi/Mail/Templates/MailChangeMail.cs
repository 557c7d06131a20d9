using PeppaApi.Resources;

namespace PeppaApi.Mail.Templates;

/// <summary>Asks for the proof of one of the two addresses when a user changes theirs.</summary>
internal sealed record MailChangeMail(Uri Link, string UserName, string NewAddress) : MailTemplate
{
    // As long as the link.
    public override TimeSpan Lifetime => TimeSpan.FromMinutes(30);

    internal override MailContent Write(MailWords words) => new(
        words[nameof(MailTemplateText.MailChangeSubject), words.SiteName],
        [words[nameof(MailTemplateText.MailChangeBody), UserName, words.SiteName, NewAddress], words[nameof(MailTemplateText.MailChangeBoth)]],
        Link: new MailLink(words[nameof(MailTemplateText.MailChangeLink)], Link),
        Note: words[nameof(MailTemplateText.MailChangeNote)]);
}
