using Microsoft.AspNetCore.Identity;
using PeppaApi.Accounts.Notices;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>New passwords. Each ends every other session.</summary>
public sealed class PasswordService(SignInManager<User> signIn, SessionService sessions, SecurityNotices notices)
{
    /// <summary>A new password for who is signed in and has just proved it.</summary>
    /// <exception cref="Settings.InputException">It cannot be accepted.</exception>
    public async Task ChangeAsync(User user, string? password)
    {
        UserInput.CheckPassword(password);
        var users = signIn.UserManager;
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password!);
        UserInput.Require(await users.UpdateSecurityStampAsync(user));
        await signIn.RefreshSignInAsync(user);
        await sessions.EndAllAsync(user.Id, signIn.Context.User.SessionId());
        await notices.TellAsync(user.Id, SecurityEvent.PasswordChanged);
    }
}
