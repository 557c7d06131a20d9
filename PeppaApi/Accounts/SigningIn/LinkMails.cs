using System.Globalization;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;
using PeppaApi.Mail.Templates;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>Mails with a link that opens something, few enough that nobody can flood a mailbox with them.</summary>
internal sealed class LinkMails(MailQueue mails, SiteAddress site, TimeProvider time)
{
    private const int PerMailbox = 3;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly WindowLimiter<string> _limiter = new(PerMailbox, Window, time);

    public Task SendResetAsync(User user, string token) => SendAsync(
        user.Email!, "reset", new PasswordResetMail(site.Of($"/reset?user={Id(user)}&token={Uri.EscapeDataString(token)}"), user.UserName!));

    /// <param name="side"><c>old</c> or <c>new</c>: of which address the link is the proof.</param>
    public Task SendMailChangeAsync(User user, string to, string side, string token, string newAddress) => SendAsync(
        to, side, new MailChangeMail(site.Of($"/mail-change?user={Id(user)}&side={side}&token={Uri.EscapeDataString(token)}"), user.UserName!, newAddress));

    private static string Id(User user) => user.Id.ToString(CultureInfo.InvariantCulture);

    private async Task SendAsync(string to, string what, MailTemplate template)
    {
        if (_limiter.TryCount($"{what} {to.ToUpperInvariant()}"))
        {
            await mails.EnqueueAsync(to, template);
        }
    }
}
