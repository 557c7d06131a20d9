using System.Text.RegularExpressions;
using MimeKit;

namespace PeppaApi.Tests.Support;

/// <summary>The mails of a host without a server: files in its pickup folder.</summary>
internal static partial class Mailbox
{
    /// <summary>Waits until so many mails to the address are there; the oldest first.</summary>
    public static async Task<IReadOnlyList<MimeMessage>> MailsAsync(this AppHost app, string address, int count = 1)
    {
        for (var i = 0; i < 200; i++)
        {
            var mails = Read(app).Where(mail => mail.To.Mailboxes.Any(to => to.Address == address)).ToList();
            if (mails.Count >= count)
            {
                return mails;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"There are no {count} mails to {address} after 10 seconds.");
    }

    /// <summary>Where the mail's link leads on this site.</summary>
    public static string Link(MimeMessage mail) => Address().Match(mail.TextBody ?? "").Groups[1].Value;

    public static IReadOnlyList<MimeMessage> Read(AppHost app)
    {
        var folder = Path.Combine(app.DataDirectory, "mail");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(path => MimeMessage.Load(path)).OrderBy(mail => mail.Date)]
            : [];
    }

    [GeneratedRegex(@"https?://[^/\s]+(/\S+)")]
    private static partial Regex Address();
}
