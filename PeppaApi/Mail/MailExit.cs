using Microsoft.Extensions.Options;
using MimeKit;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Mail;

/// <summary>Opens the way out that holds now, and puts mails into the form that travels.</summary>
internal sealed class MailExit(MailServers servers, PickupFolder pickup, IOptions<MailOptions> options, OperatorSettings settings)
{
    /// <exception cref="MailTransportException">It cannot be reached, or does not let us in.</exception>
    public Task<IMailSession> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            IMailTransport transport = servers.Current() is { } server
                ? new SmtpTransport(server, TimeSpan.FromSeconds(options.Value.TimeoutSeconds))
                : pickup;
            return transport.OpenAsync(cancellationToken);
        }
        catch (InputException exception)
        {
            throw new MailTransportException(exception.Message, refused: false, broken: true);
        }
    }

    public MimeMessage Shape(QueuedMail mail, string from)
    {
        var message = new MimeMessage
        {
            MessageId = mail.MessageId,
            Subject = mail.Subject,
            Date = mail.CreatedAt,
            Body = new MultipartAlternative { new TextPart("plain") { Text = mail.TextBody ?? "" }, new TextPart("html") { Text = mail.HtmlBody ?? "" } },
        };
        message.From.Add(new MailboxAddress(settings.Get<SiteSettings>().SiteName, from));
        message.To.Add(new MailboxAddress(null, mail.Recipient));
        // No answering machine should answer.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }
}
