using MimeKit;

namespace PeppaApi.Mail;

/// <summary>A way out for mails.</summary>
internal interface IMailTransport
{
    /// <exception cref="MailTransportException">It cannot be reached, or does not let us in.</exception>
    Task<IMailSession> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>An open way out, for several mails one after the other.</summary>
internal interface IMailSession : IAsyncDisposable
{
    /// <summary>The address that mails come from.</summary>
    string From { get; }

    /// <summary>Sends one mail and returns the answer. Not cancelled: whether a mail that was cut off went out, nobody could tell.</summary>
    /// <exception cref="MailTransportException">It was not taken.</exception>
    Task<string> SendAsync(MimeMessage message);
}

/// <summary>A mail did not go out.</summary>
/// <param name="answer">What the other side said, or what went wrong on the way there.</param>
/// <param name="refused">Whether it is refused for good, so that trying again is of no use.</param>
/// <param name="broken">Whether the way out is of no use for other mails either.</param>
internal sealed class MailTransportException(string answer, bool refused, bool broken) : Exception(answer)
{
    public bool Refused { get; } = refused;

    public bool Broken { get; } = broken;
}
