using System.ComponentModel.DataAnnotations;
using PeppaApi.Settings;

namespace PeppaApi.Mail;

/// <summary>The <c>Mail</c> section of the configuration. With a host, it is used instead of what operators set on their page.</summary>
public sealed class MailOptions : IValidatableObject
{
    /// <summary>The mail server. The default value is none: operators set it on their page.</summary>
    public string? Host { get; set; }

    /// <summary>The default value is 587.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>The default value is <c>StartTls</c>.</summary>
    public MailSecurity Security { get; set; }

    /// <summary>Whom to log in as. The default value is nobody.</summary>
    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>The address that mails come from; needed with a host.</summary>
    public string? From { get; set; }

    /// <summary>How long the mail server may take for each step. The default value is 30.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>The pause after the first failure; it doubles up to an hour. The default value is 5.</summary>
    [Range(1, 3600)]
    public int RetrySeconds { get; set; } = 5;

    internal MailServer? Server => string.IsNullOrEmpty(Host) ? null : new MailServer(Host, Port, Security, UserName, Password, From ?? "");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Server is not { } server)
        {
            return string.IsNullOrEmpty(From + UserName + Password) ? [] : [new ValidationResult("The mail server's name is needed with the other settings.", [nameof(Host)])];
        }

        try
        {
            _ = server.Checked();
            return [];
        }
        catch (InputException exception)
        {
            return [new ValidationResult(exception.Message, [char.ToUpperInvariant(exception.Field[0]) + exception.Field[1..]])];
        }
    }
}
