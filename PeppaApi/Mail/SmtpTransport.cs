using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace PeppaApi.Mail;

/// <summary>The way out over a mail server.</summary>
internal sealed class SmtpTransport(MailServer server, TimeSpan timeout) : IMailTransport
{
    public async Task<IMailSession> OpenAsync(CancellationToken cancellationToken)
    {
        var client = new SmtpClient
        {
            Timeout = (int)timeout.TotalMilliseconds,
            // The lists of revoked certificates lie elsewhere, and a server's certificate is good without them.
            CheckCertificateRevocation = false,
        };
        try
        {
            await client.ConnectAsync(server.Host, server.Port, Options(server.Security), cancellationToken);
            if (server is { UserName: not null, Password: not null })
            {
                await client.AuthenticateAsync(server.UserName, server.Password, cancellationToken);
            }

            return new Session(client, server.From);
        }
        catch (Exception exception) when (Trouble(exception) is not null && !cancellationToken.IsCancellationRequested)
        {
            client.Dispose();
            // Whatever it is, it is not the mail's fault: it may be mended.
            throw new MailTransportException(Trouble(exception)!, refused: false, broken: true);
        }
    }

    private static SecureSocketOptions Options(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    /// <summary>What went wrong, for the operator; none if it is no trouble that mail servers make.</summary>
    private static string? Trouble(Exception exception) => exception switch
    {
        SmtpCommandException command => $"{(int)command.StatusCode} {command.Message}",
        SslHandshakeException handshake => "The certificate of the mail server is not trusted, or it does not speak TLS here. " + handshake.Message.Split('\n')[0],
        MailKit.Security.AuthenticationException authentication => "The mail server does not accept the user name and password. " + authentication.Message,
        SmtpProtocolException or NotSupportedException or ServiceNotConnectedException or IOException or SocketException => exception.Message,
        TimeoutException or OperationCanceledException => "The mail server did not answer in time.",
        _ => null,
    };

    private sealed class Session(SmtpClient client, string from) : IMailSession
    {
        public string From { get; } = from;

        public async Task<string> SendAsync(MimeMessage message)
        {
            try
            {
                return await client.SendAsync(message);
            }
            catch (SmtpCommandException exception)
            {
                throw new MailTransportException(Trouble(exception)!, refused: (int)exception.StatusCode >= 500, broken: !client.IsConnected);
            }
            catch (Exception exception) when (Trouble(exception) is not null)
            {
                throw new MailTransportException(Trouble(exception)!, refused: false, broken: true);
            }
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await client.DisconnectAsync(quit: true);
            }
            catch (Exception exception) when (Trouble(exception) is not null)
            {
                // It is gone already.
            }

            client.Dispose();
        }
    }
}
