using PeppaApi.Resources;

namespace PeppaApi.Mail.Templates;

/// <summary>Asks whoever reads it whether the address is theirs.</summary>
internal sealed record VerifyAddressMail(string Code, Uri Page, TimeSpan ValidFor) : MailTemplate
{
    public override TimeSpan Lifetime => ValidFor;

    internal override MailContent Write(MailWords words) => new(
        words[nameof(MailTemplateText.VerifySubject), words.SiteName],
        [words[nameof(MailTemplateText.VerifyBody), words.SiteName, (int)ValidFor.TotalMinutes]],
        Code,
        new MailLink(words[nameof(MailTemplateText.VerifyLink)], Page),
        words[nameof(MailTemplateText.VerifyNote)]);
}
