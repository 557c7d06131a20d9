using System.Globalization;
using System.Net;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Auditing;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;
using PeppaApi.Mail.Templates;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>Mails with a link that opens something, and what is noted of links that open nothing: few enough that nobody can flood a mailbox or the audit log with them.</summary>
internal sealed class LinkMails(MailQueue mails, SiteAddress site, AuditLog log, CurrentActor actor, TimeProvider time)
{
    private const int PerMailbox = 3;
    private const int PerUser = 5;
    private const int RefusedPerAddress = 20;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly WindowLimiter<string> _mailboxes = new(PerMailbox, Window, time);
    private readonly WindowLimiter<long> _changes = new(PerUser, Window, time);
    private readonly WindowLimiter<IPAddress> _refused = new(RefusedPerAddress, Window, time);

    /// <summary>Counts one more change of a mail address: each sends a mail to whomever the user names.</summary>
    /// <exception cref="InputException">There were too many within an hour.</exception>
    public void CountChange(long userId) => InputException.Require(_changes.TryCount(userId), "email", "You have asked for this too often. Try again in an hour.");

    public Task SendResetAsync(User user, string token) => SendAsync(
        user.Email!, "reset", new PasswordResetMail(site.Of($"/reset?user={Id(user)}&token={Uri.EscapeDataString(token)}"), user.UserName!));

    /// <param name="side"><c>old</c> or <c>new</c>: of which address the link is the proof.</param>
    public Task SendMailChangeAsync(User user, string to, string side, string token, string newAddress) => SendAsync(
        to, side, new MailChangeMail(site.Of($"/mail-change?user={Id(user)}&side={side}&token={Uri.EscapeDataString(token)}"), user.UserName!, newAddress));

    /// <summary>Writes that a link was wrong, used, or too old.</summary>
    public async Task NoteRefusedAsync(User? user, string what)
    {
        if (_refused.TryCount(IPAddress.TryParse(actor.Value?.Address, out var address) ? ClientNetwork.Of(address) : IPAddress.None))
        {
            await log.WriteAsync(new AuditEvent("link.refused", user is null ? null : Id(user), user?.UserName ?? what, Suspicious: true));
        }
    }

    private static string Id(User user) => user.Id.ToString(CultureInfo.InvariantCulture);

    private async Task SendAsync(string to, string what, MailTemplate template)
    {
        if (_mailboxes.TryCount($"{what} {MailPerson.Folded(to)}"))
        {
            await mails.EnqueueAsync(to, template);
        }
    }
}
