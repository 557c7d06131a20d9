using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Auditing;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SigningIn;

public enum MailChangeOutcome
{
    /// <summary>The link is wrong, used, or too old.</summary>
    Refused,

    /// <summary>The other address is still to be proved.</summary>
    Half,

    /// <summary>The new address holds.</summary>
    Changed,
}

/// <summary>A new mail address, which holds once both were proved: whoever has a signed-in browser but not the mailbox takes no account.</summary>
public sealed class MailChangeService
{
    private const string Old = "old";
    private const string New = "new";
    private readonly UserManager<User> _identity;
    private readonly UserService _users;
    private readonly LinkMails _mails;
    private readonly IDbContextFactory<PeppaDbContext> _contexts;
    private readonly AuditLog _log;
    private readonly TimeProvider _time;

    internal MailChangeService(
        UserManager<User> identity, UserService users, LinkMails mails, IDbContextFactory<PeppaDbContext> contexts, AuditLog log, TimeProvider time) =>
        (_identity, _users, _mails, _contexts, _log, _time) = (identity, users, mails, contexts, log, time);

    /// <summary>Sends a link to both addresses. Where the new one belongs to another account it gets none, and nobody is told.</summary>
    /// <exception cref="InputException">It is no address, or the present one.</exception>
    public async Task StartAsync(User user, string? newAddress)
    {
        var address = (newAddress ?? "").Trim();
        UserInput.CheckEmail(address);
        InputException.Require(!string.Equals(address, user.Email, StringComparison.OrdinalIgnoreCase), "email", "This is your address already.");
        _mails.CountChange(user.Id);
        await _contexts.ChangeAsync(
            async context =>
            {
                var change = await context.MailChanges.SingleOrDefaultAsync(row => row.UserId == user.Id);
                if (change is null)
                {
                    change = new MailChange { UserId = user.Id, NewEmail = address };
                    context.MailChanges.Add(change);
                }

                (change.NewEmail, change.StartedAt, change.OldConfirmed, change.NewConfirmed) = (address, _time.GetUtcNow(), false, false);
            },
            CancellationToken.None);
        await _mails.SendMailChangeAsync(user, user.Email!, Old, await TokenAsync(user, Old, address), address);
        if (await _identity.FindByEmailAsync(address) is null)
        {
            await _mails.SendMailChangeAsync(user, address, New, await TokenAsync(user, New, address), address);
        }
    }

    /// <param name="side">Of which address the link came.</param>
    /// <exception cref="InputException">The address was taken meanwhile.</exception>
    public async Task<MailChangeOutcome> ConfirmAsync(long userId, string? side, string? token)
    {
        var id = userId.ToString(CultureInfo.InvariantCulture);
        await using var context = await _contexts.CreateDbContextAsync();
        var change = await context.MailChanges.SingleOrDefaultAsync(row => row.UserId == userId);
        var user = await _identity.FindByIdAsync(id);
        if (change is null || user is not { Disabled: false } || side is not (Old or New)
            || !await _identity.VerifyUserTokenAsync(user, ShortLivedTokens.Provider, Purpose(side, change.NewEmail), token ?? ""))
        {
            await _mails.NoteRefusedAsync(user, "mail change");
            return MailChangeOutcome.Refused;
        }

        (change.OldConfirmed, change.NewConfirmed) = (change.OldConfirmed || side == Old, change.NewConfirmed || side == New);
        if (!change.OldConfirmed || !change.NewConfirmed)
        {
            await context.SaveChangesAsync();
            return MailChangeOutcome.Half;
        }

        await _users.UpdateAsync(userId, new UserChange(Email: change.NewEmail, EmailConfirmed: true));
        await context.MailChanges.Where(row => row.UserId == userId).ExecuteDeleteAsync();
        await _log.WriteAsync(new AuditEvent("user.mail_changed", id, user.UserName!));
        return MailChangeOutcome.Changed;
    }

    private Task<string> TokenAsync(User user, string side, string address) =>
        _identity.GenerateUserTokenAsync(user, ShortLivedTokens.Provider, Purpose(side, address));

    private static string Purpose(string side, string address) => $"MailChange:{side}:{address}";
}
