using Microsoft.AspNetCore.Identity;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>The rules for names, mail addresses and passwords; Identity is told the same ones, so that no door has others.</summary>
internal static class UserInput
{
    public const int ShortestPassword = 10;
    public const int LongestEmail = 254;

    private const int LongestName = 64;

    // Hashing takes time in proportion; nobody types more.
    private const int LongestPassword = 256;

    /// <summary>A name never holds an @: whoever signs in with one means a mail address.</summary>
    public static void CheckName(string? name)
    {
        InputException.Require(name is { Length: >= 2 and <= LongestName }, "userName", SignUpText.NameLength);
        InputException.Require(LookAlike.IsPlain(name!), "userName", SignUpText.NameLetters);
    }

    public static void CheckEmail(string? email) => InputException.Require(
        email is { Length: > 0 and <= LongestEmail } && IsAddress(email), "email", SignUpText.BadMail);

    public static void CheckPassword(string? password) => InputException.Require(
        password is { Length: >= ShortestPassword and <= LongestPassword },
        "password",
        SignUpText.PasswordLength);

    /// <summary>Turns what Identity refuses into the field at fault.</summary>
    public static void Require(IdentityResult result)
    {
        if (result.Succeeded)
        {
            return;
        }

        var error = result.Errors.First();
        throw error.Code switch
        {
            nameof(IdentityErrorDescriber.DuplicateUserName) => new InputException("userName", "This user name is taken."),
            nameof(IdentityErrorDescriber.DuplicateEmail) => new InputException("email", "This mail address is in use."),
            nameof(IdentityErrorDescriber.ConcurrencyFailure) => new InputException("id", "The user was changed by someone else at the same moment. Try again."),
            var code when code.Contains("Password", StringComparison.Ordinal) => new InputException("password", error.Description),
            var code when code.Contains("Email", StringComparison.Ordinal) => new InputException("email", error.Description),
            _ => new InputException("userName", error.Description),
        };
    }

    private static bool IsAddress(string text)
    {
        var at = text.IndexOf('@');
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1
            && !text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '<' or '>' or ',' or ';' or '"');
    }
}
