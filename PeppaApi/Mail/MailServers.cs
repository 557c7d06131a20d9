using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PeppaApi.Settings;

namespace PeppaApi.Mail;

/// <summary>The mail server as people may see it.</summary>
/// <param name="Host">Empty is no server: mails go to the pickup folder.</param>
/// <param name="HasPassword">Whether one is kept; it is never shown.</param>
/// <param name="FromConfiguration">Whether the configuration names the server, and pages cannot change it.</param>
public sealed record MailServerView(string Host, int Port, MailSecurity Security, string? UserName, bool HasPassword, string From, bool FromConfiguration);

/// <summary>
/// Which mail server holds: the one of the configuration as a whole, else the one that operators set, else none.
/// Safe for any thread.
/// </summary>
public sealed class MailServers(IOptions<MailOptions> options, OperatorSettings settings, IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("PeppaApi.Mail.Password.v1");

    public bool FromConfiguration => options.Value.Server is not null;

    /// <summary>Whether mails go to a server, not to the pickup folder.</summary>
    public bool Exists => FromConfiguration || settings.Get<MailServerSettings>().Host.Length > 0;

    public MailServerView View()
    {
        if (options.Value.Server is { } server)
        {
            return new MailServerView(server.Host, server.Port, server.Security, server.UserName, server.Password is not null, server.From, FromConfiguration: true);
        }

        var stored = settings.Get<MailServerSettings>();
        return new MailServerView(stored.Host, stored.Port, stored.Security, stored.UserName, stored.SealedPassword is not null, stored.From, FromConfiguration: false);
    }

    /// <param name="wanted">Without a password the stored one stays, as long as it goes to the same server in the same way. An empty host is no server.</param>
    /// <exception cref="InputException">A value cannot be accepted, or the configuration names the server.</exception>
    public async Task<MailServerView> SaveAsync(MailServer wanted, CancellationToken cancellationToken = default)
    {
        InputException.Require(!FromConfiguration, "host", "The configuration names the mail server (Mail:Host); it cannot be changed here.");
        await settings.ChangeAsync<MailServerSettings>(stored => string.IsNullOrWhiteSpace(wanted.Host) ? MailServerSettings.Default : Sealed(wanted, stored), cancellationToken);
        return View();
    }

    /// <summary>The server to send with, or <see langword="null"/> if there is none.</summary>
    /// <exception cref="InputException">The stored password cannot be read.</exception>
    internal MailServer? Current()
    {
        if (options.Value.Server is { } server)
        {
            return server.Checked();
        }

        var stored = settings.Get<MailServerSettings>();
        return stored.Host.Length == 0
            ? null
            : new MailServer(stored.Host, stored.Port, stored.Security, stored.UserName, stored.SealedPassword is null ? null : Reveal(stored.SealedPassword), stored.From);
    }

    private MailServerSettings Sealed(MailServer wanted, MailServerSettings stored)
    {
        var keeps = string.IsNullOrEmpty(wanted.Password) && !string.IsNullOrWhiteSpace(wanted.UserName) && stored.SealedPassword is not null;
        // Whoever may set the server must not thereby learn a password that somebody else typed.
        InputException.Require(
            !keeps || (stored.Host == wanted.Host.Trim() && stored.Port == wanted.Port && stored.Security == wanted.Security && stored.UserName == wanted.UserName!.Trim()),
            "password",
            "Type the password again: it is kept for the server and user that it was typed for.");
        var server = (keeps ? wanted with { Password = Reveal(stored.SealedPassword!) } : wanted).Checked();
        return new MailServerSettings(
            server.Host, server.Port, server.Security, server.UserName, server.Password is null ? null : _protector.Protect(server.Password), server.From);
    }

    private string Reveal(string stored)
    {
        try
        {
            return _protector.Unprotect(stored);
        }
        catch (CryptographicException)
        {
            throw new InputException("password", "The stored password cannot be read, because the keys of the data directory are not those that sealed it. Type it again.");
        }
    }
}
