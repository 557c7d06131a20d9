using PeppaApi.Settings;

namespace PeppaApi.Mail;

/// <summary>How to reach a mail server.</summary>
/// <param name="UserName">None sends without logging in.</param>
/// <param name="From">The address that mails come from.</param>
public sealed record MailServer(string Host, int Port, MailSecurity Security, string? UserName, string? Password, string From)
{
    private const int Longest = 254;

    /// <exception cref="InputException">A value cannot be accepted.</exception>
    public MailServer Checked()
    {
        // JSON can bring null where the type says it cannot be.
        var host = Host?.Trim() ?? "";
        var user = string.IsNullOrWhiteSpace(UserName) ? null : UserName.Trim();
        var from = From?.Trim() ?? "";
        InputException.Require(host.Length <= Longest && Uri.CheckHostName(host) != UriHostNameType.Unknown, "host", "The mail server is a host name or an address, such as smtp.example.com.");
        InputException.Require(Port is >= 1 and <= 65535, "port", "A port is between 1 and 65535; usual are 587 with STARTTLS and 465 with TLS.");
        InputException.Require(Enum.IsDefined(Security), "security", "There is no such way to connect.");
        InputException.Require(user is not { Length: > Longest } && user?.Any(char.IsControl) != true, "userName", $"The user name has at most {Longest} characters.");
        InputException.Require(Password is not { Length: > 1000 } && Password?.Any(char.IsControl) != true, "password", "The password has at most 1,000 characters.");
        InputException.Require((user is null) == string.IsNullOrEmpty(Password), user is null ? "userName" : "password", "A user name and a password belong together.");
        InputException.Require(MailAddresses.IsValid(from), "from", "Give the address that mails come from, such as no-reply@example.com.");
        return this with { Host = host, UserName = user, Password = user is null ? null : Password, From = from };
    }
}

/// <summary>How the way to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>Encrypted from the STARTTLS command on; refused if the server cannot.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte.</summary>
    Tls,

    /// <summary>Not at all: for a server on the same machine.</summary>
    None,
}
