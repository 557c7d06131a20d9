using System.ComponentModel.DataAnnotations;

namespace PeppaApi.Accounts.External;

/// <summary>The <c>Accounts:OpenIdConnect</c> section: signing in through a provider of one's own. All empty is off.</summary>
public sealed class OpenIdConnectLogin : IValidatableObject
{
    public const string Section = "Accounts:OpenIdConnect";

    /// <summary>Of this name are the links in the database: it never changes.</summary>
    public const string Scheme = "OpenIdConnect";

    /// <summary>The issuer, such as <c>https://login.example.com</c>. HTTPS, except on the same machine.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>What the button says. The default value is the host of the authority.</summary>
    public string? DisplayName { get; set; }

    internal bool IsOn => !(string.IsNullOrEmpty(Authority) && string.IsNullOrEmpty(ClientId) && string.IsNullOrEmpty(ClientSecret));

    internal string Title => string.IsNullOrEmpty(DisplayName) ? new Uri(Authority!).Host : DisplayName;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && !ProviderAddress.IsUsable(Authority))
        {
            yield return new ValidationResult("An address with https:// is needed, such as https://login.example.com.", [nameof(Authority)]);
        }

        if (IsOn && string.IsNullOrEmpty(ClientId))
        {
            yield return new ValidationResult("The id that the provider gave is needed.", [nameof(ClientId)]);
        }

        if (IsOn && string.IsNullOrEmpty(ClientSecret))
        {
            yield return new ValidationResult("The secret that the provider gave is needed.", [nameof(ClientSecret)]);
        }
    }
}
