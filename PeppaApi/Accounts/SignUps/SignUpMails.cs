using System.Globalization;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;
using PeppaApi.Mail.Templates;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>What a sign-up sends: to a new address the code, to the address of a user a word that somebody tried.</summary>
internal sealed class SignUpMails(MailQueue queue, SiteAddress site)
{
    /// <summary>Adds the mail to what the caller is about to save.</summary>
    public void Add(PeppaDbContext context, SignUp row, string code, string link)
    {
        MailTemplate mail = row.Decoy
            ? new SignUpAttemptMail(site.Of("/login"), SignUpCodes.Lifetime)
            : new VerifyAddressMail(code, site.Of("/verify?link=" + link), SignUpCodes.Lifetime);
        queue.Add(context, row.Email, mail, CultureInfo.GetCultureInfo(row.Language));
    }
}
