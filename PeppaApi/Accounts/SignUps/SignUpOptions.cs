using System.ComponentModel.DataAnnotations;

namespace PeppaApi.Accounts.SignUps;

/// <summary>The <c>SignUp</c> section of the configuration.</summary>
public sealed class SignUpOptions
{
    /// <summary>Where Turnstile's answers are checked; another place for those who reach it through a relay of their own.</summary>
    [Required, Url]
    public string TurnstileAddress { get; set; } = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
}
