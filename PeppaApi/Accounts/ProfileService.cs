using Microsoft.AspNetCore.Identity;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>What people say of themselves.</summary>
public sealed class ProfileService(UserManager<User> users)
{
    public static readonly IReadOnlyList<string> Languages = ["en", "zh-CN"];

    /// <param name="displayName">Empty is the user name.</param>
    /// <param name="language">Of pages and mails; empty is the browser's.</param>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task SaveAsync(User user, string? displayName, string? language)
    {
        var name = displayName?.Trim() ?? "";
        InputException.Require(
            name.Length <= User.DisplayNameLength && !name.Any(letter => char.IsControl(letter) || char.GetUnicodeCategory(letter) == System.Globalization.UnicodeCategory.Format),
            "displayName",
            $"A display name has at most {User.DisplayNameLength} characters, none of them invisible.");
        InputException.Require(string.IsNullOrEmpty(language) || Languages.Contains(language), "language", "There is no such language.");
        (user.DisplayName, user.Language) = (name.Length == 0 ? null : name, string.IsNullOrEmpty(language) ? null : language);
        UserInput.Require(await users.UpdateAsync(user));
    }
}
