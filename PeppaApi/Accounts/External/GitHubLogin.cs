using System.ComponentModel.DataAnnotations;

namespace PeppaApi.Accounts.External;

/// <summary>The <c>Accounts:GitHub</c> section: signing in with GitHub or a GitHub Enterprise server. All empty is off.</summary>
public sealed class GitHubLogin : IValidatableObject
{
    public const string Section = "Accounts:GitHub";

    /// <summary>Of this name are the links in the database: it never changes.</summary>
    public const string Scheme = "GitHub";
    private const string Public = "https://github.com";

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Of a GitHub Enterprise server. The default value is GitHub itself.</summary>
    public string Address { get; set; } = Public;

    internal bool IsOn => !(string.IsNullOrEmpty(ClientId) && string.IsNullOrEmpty(ClientSecret));

    /// <summary>The root of the API.</summary>
    internal string Api => Address.TrimEnd('/') == Public ? "https://api.github.com" : Address.TrimEnd('/') + "/api/v3";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && string.IsNullOrEmpty(ClientId))
        {
            yield return new ValidationResult("The client id of the OAuth app is needed.", [nameof(ClientId)]);
        }

        if (IsOn && string.IsNullOrEmpty(ClientSecret))
        {
            yield return new ValidationResult("The client secret of the OAuth app is needed.", [nameof(ClientSecret)]);
        }

        if (IsOn && !ProviderAddress.IsUsable(Address))
        {
            yield return new ValidationResult("An address with https:// is needed, such as https://github.example.com.", [nameof(Address)]);
        }
    }
}
