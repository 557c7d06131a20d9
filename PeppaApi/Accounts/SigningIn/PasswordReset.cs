using System.Globalization;
using Microsoft.AspNetCore.Identity;
using PeppaApi.Accounts.Notices;
using PeppaApi.Auditing;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>A new password for whoever reads the account's mail.</summary>
public sealed class PasswordReset
{
    private readonly UserManager<User> _users;
    private readonly LinkMails _mails;
    private readonly SessionService _sessions;
    private readonly AuditLog _log;
    private readonly SecurityNotices _notices;
    private readonly SteadyPace _pace;

    internal PasswordReset(
        UserManager<User> users, LinkMails mails, SessionService sessions, AuditLog log, SecurityNotices notices, SteadyPace pace) =>
        (_users, _mails, _sessions, _log, _notices, _pace) = (users, mails, sessions, log, notices, pace);

    /// <summary>Sends the link, if there is such an account. Neither the answer nor its time tells.</summary>
    public Task AskAsync(string? email) => _pace.AnswerAsync(
        async () =>
        {
            var mail = (email ?? "").Trim();
            if (mail.Length <= UserInput.LongestEmail && await _users.FindByEmailAsync(mail) is { Disabled: false } user)
            {
                await _mails.SendResetAsync(user, await _users.GeneratePasswordResetTokenAsync(user));
            }

            return true;
        },
        _ => true);

    /// <summary>Sets the password and ends every session and lockout. The link is worth nothing afterwards.</summary>
    /// <returns>False if the link is wrong, used, or too old.</returns>
    /// <exception cref="Settings.InputException">The password cannot be accepted; the link stays good.</exception>
    public async Task<bool> SetAsync(long userId, string? token, string? password)
    {
        UserInput.CheckPassword(password);
        var id = userId.ToString(CultureInfo.InvariantCulture);
        var user = await _users.FindByIdAsync(id);
        if (user is not { Disabled: false } || !(await _users.ResetPasswordAsync(user, token ?? "", password!)).Succeeded)
        {
            await _mails.NoteRefusedAsync(user, "password reset");
            return false;
        }

        await _users.SetLockoutEndDateAsync(user, null);
        await _users.ResetAccessFailedCountAsync(user);
        await _sessions.EndAllAsync(user.Id);
        await _log.WriteAsync(new AuditEvent("user.password_reset", id, user.UserName!));
        await _notices.TellAsync(user.Id, SecurityEvent.PasswordChanged);
        return true;
    }
}
