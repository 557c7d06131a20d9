using PeppaApi.Settings;

namespace PeppaApi.Mail;

/// <summary>The mail server as operators set it; the row in the database. <see cref="MailServers"/> is the way to it.</summary>
/// <param name="Host">Empty is no server.</param>
/// <param name="SealedPassword">Encrypted with the Data Protection keys.</param>
internal sealed record MailServerSettings(string Host, int Port, MailSecurity Security, string? UserName, string? SealedPassword, string From)
    : IOperatorSettings<MailServerSettings>
{
    public static string Name => "mail";

    public static MailServerSettings Default { get; } = new("", 587, MailSecurity.StartTls, null, null, "");

    // MailServers has checked it, before the password was sealed.
    public MailServerSettings Checked() => this;
}
