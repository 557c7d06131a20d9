using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>
/// Ends an account for good: everything personal goes, keys stop working with the next request, unspent credit is written
/// off. The ledger's rows stay, under a number instead of a name.
/// </summary>
public sealed class AccountDeletion(UserService users, CreditLedger ledger, BalanceReader balances, SessionService sessions, TimeProvider time, InstallationSecret secret)
{
    /// <param name="typed">The user name, typed once more.</param>
    /// <exception cref="InputException">It is another name, or nobody would be left to run the place.</exception>
    public async Task DeleteAsync(long userId, string? typed, CancellationToken cancellationToken = default)
    {
        // Alone among changes of users: two admins who go at the same time would leave nobody.
        await users.WriteAsync(
            async services =>
            {
                await DeleteAsync(services.GetRequiredService<IDbContextFactory<PeppaDbContext>>(), userId, typed, cancellationToken);
                return true;
            },
            cancellationToken);
        await sessions.EndAllAsync(userId, cancellationToken: cancellationToken);
    }

    private async Task DeleteAsync(IDbContextFactory<PeppaDbContext> contexts, long userId, string? typed, CancellationToken cancellationToken)
    {
        await contexts.ChangeAsync(context => StopKeysAsync(context, userId, typed, cancellationToken), cancellationToken);
        await WriteOffAsync(userId, cancellationToken);
        await contexts.ChangeUserAsync(
            userId,
            async (context, user) =>
            {
                Forget(user);
                await RemoveAsync(context, userId, cancellationToken);
                await ForgetSignUpAsync(context, userId, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>First, so that nothing is spent while the rest is done.</summary>
    private async Task StopKeysAsync(PeppaDbContext context, long userId, string? typed, CancellationToken cancellationToken)
    {
        var name = await context.Users.Where(row => row.Id == userId).Select(row => row.UserName).SingleAsync(cancellationToken);
        InputException.Require(typed?.Trim() == name, "userName", "Type your user name exactly to confirm.");
        await UserRules.CheckAsync(context, userId, new UserChange(Disabled: true), cancellationToken);
        foreach (var token in await context.Tokens.Where(token => token.UserId == userId && token.DeletedAt == null).ToListAsync(cancellationToken))
        {
            (token.Enabled, token.DeletedAt) = (false, time.GetUtcNow());
        }
    }

    /// <summary>What running requests hold is theirs to spend; what they leave stays with an account that nobody can open.</summary>
    private async Task WriteOffAsync(long userId, CancellationToken cancellationToken)
    {
        if ((await balances.GetAsync(userId, cancellationToken)).Available is > 0 and var left)
        {
            await ledger.WithdrawAsync(userId, left, "The user deleted the account.");
        }
    }

    private void Forget(User user)
    {
        var name = $"deleted-{user.Id.ToString(CultureInfo.InvariantCulture)}";
        (user.UserName, user.NormalizedUserName) = (name, name.ToUpperInvariant());
        (user.Email, user.NormalizedEmail) = ($"{name}@deleted.invalid", $"{name}@deleted.invalid".ToUpperInvariant());
        (user.PersonKey, user.NameSkeleton, user.InviteCode) = (null, null, null);
        (user.DisplayName, user.Language, user.PhoneNumber, user.PasswordHash) = (null, null, null, null);
        (user.Disabled, user.TwoFactorEnabled, user.EmailConfirmed, user.DeletedAt) = (true, false, false, time.GetUtcNow());
        user.SecurityStamp = Guid.NewGuid().ToString();
    }

    /// <summary>What stays of the sign-up is for whoever invited, and a keyed hash by which the same mailbox gets no second gift.</summary>
    private async Task ForgetSignUpAsync(PeppaDbContext context, long userId, CancellationToken cancellationToken)
    {
        if (await context.SignUps.SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken) is { } signUp)
        {
            (signUp.UserName, signUp.Email, signUp.Address, signUp.PersonKey) = ("", "", null, secret.Hash(signUp.PersonKey));
        }
    }

    private static async Task RemoveAsync(PeppaDbContext context, long userId, CancellationToken cancellationToken)
    {
        context.RemoveRange(await context.AccessTokens.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.UserTokens.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.UserLogins.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.UserPasskeys.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.UserRoles.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.SeenAnnouncements.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.NoticeChoices.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.WebhookDeliveries.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.MailChanges.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.Sessions.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.UserNotes.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
        context.RemoveRange(await context.SignIns.Where(row => row.UserId == userId).ToListAsync(cancellationToken));
    }
}
