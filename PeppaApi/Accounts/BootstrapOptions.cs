using System.ComponentModel.DataAnnotations;

namespace PeppaApi.Accounts;

/// <summary>The <c>Bootstrap:Admin</c> section: the first operator, for installations that nobody watches. All empty is off.</summary>
public sealed class BootstrapOptions : IValidatableObject
{
    public const string Section = "Bootstrap:Admin";

    public string? UserName { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>An access token for the management API, of 20 to 256 characters. Optional.</summary>
    public string? AccessToken { get; set; }

    public bool IsOn => !(string.IsNullOrEmpty(UserName) && string.IsNullOrEmpty(Email)
        && string.IsNullOrEmpty(Password) && string.IsNullOrEmpty(AccessToken));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn)
        {
            return [];
        }

        return new[]
        {
            Wrong(nameof(UserName), () => UserInput.CheckName(UserName)),
            Wrong(nameof(Email), () => UserInput.CheckEmail(Email)),
            Wrong(nameof(Password), () => UserInput.CheckPassword(Password)),
            string.IsNullOrEmpty(AccessToken) ? null : Wrong(nameof(AccessToken), () => AccessTokenKey.Check(AccessToken)),
        }.OfType<ValidationResult>();
    }

    private static ValidationResult? Wrong(string key, Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (Settings.InputException exception)
        {
            return new ValidationResult(exception.Message, [key]);
        }
    }
}
