using System.Security.Claims;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Auditing;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Operators;

/// <summary>
/// What operators and admins do to others: here it is checked who may do what to whom, for pages and scripts alike. Roles
/// are read anew for each act; what a cookie or token says of them is not believed. Safe for any thread.
/// </summary>
public sealed class OperatorDesk(
    UserService users, UserLimitService limits, CreditLedger ledger, BalanceReader balances, SessionService sessions, CurrentActor actor)
{
    /// <exception cref="DeniedException">Only an admin makes admins.</exception>
    /// <exception cref="InputException">A field cannot be accepted, or is taken.</exception>
    public async Task<UserView> CreateAsync(ClaimsPrincipal who, NewUser person, CancellationToken cancellationToken = default)
    {
        var rank = await RankAsync(who, cancellationToken);
        DeniedException.Require(rank >= (person.Admin ? Role.Rank(Role.Admin) : Role.Rank(Role.Operator)), "Only an admin makes admins.");
        return await users.CreateAsync(person, cancellationToken);
    }

    /// <exception cref="DeniedException">They stand as high as whoever asks, or higher.</exception>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<UserView?> UpdateAsync(ClaimsPrincipal who, long id, UserChange change, CancellationToken cancellationToken = default) =>
        await MayTouchAsync(who, id, cancellationToken) ? await users.UpdateAsync(id, change, cancellationToken) : null;

    /// <summary>Gives or takes a role. An admin may lay down their own; nobody may raise their own.</summary>
    /// <exception cref="DeniedException">Only an admin may, and not to another admin.</exception>
    /// <exception cref="InputException">There is no such role, or nobody would be left to run the place.</exception>
    public async Task<UserView?> SetRoleAsync(ClaimsPrincipal who, long id, string? role, CancellationToken cancellationToken = default)
    {
        InputException.Require(role is Role.User or Role.Operator or Role.Admin, "role", "The roles are user, operator and admin.");
        DeniedException.Require(await IsAdminAsync(who, cancellationToken), "Only an admin gives roles.");
        if (await users.GetAsync(id, cancellationToken) is not { } user)
        {
            return null;
        }

        DeniedException.Require(user.Role != Role.Admin || user.Id == who.UserId(), "An admin's role is laid down by themselves.");
        return await users.SetRoleAsync(id, role!, cancellationToken);
    }

    /// <summary>Takes two-step sign-in from somebody who lost their device, and ends their sessions.</summary>
    /// <returns>False if there is no such user.</returns>
    public async Task<bool> ResetTwoStepAsync(ClaimsPrincipal who, long id, CancellationToken cancellationToken = default)
    {
        if (!await MayTouchAsync(who, id, cancellationToken))
        {
            return false;
        }

        await users.ResetTwoStepAsync(id, cancellationToken);
        return true;
    }

    /// <returns>How many sessions were ended; none if there is no such user.</returns>
    public async Task<int?> SignOutAsync(ClaimsPrincipal who, long id, CancellationToken cancellationToken = default) =>
        await MayTouchAsync(who, id, cancellationToken) ? await sessions.EndAllAsync(id, null, cancellationToken) : null;

    /// <summary>Gives credit. An operator gives none to themselves or to others who run the place.</summary>
    /// <returns>The grant's id; none if there is no such user.</returns>
    public async Task<long?> GrantAsync(ClaimsPrincipal who, NewGrant grant, CancellationToken cancellationToken = default) =>
        await MayPayAsync(who, grant.UserId, cancellationToken) ? await ledger.GrantAsync(grant, actor.Value) : null;

    /// <summary>Takes unspent credit back.</summary>
    /// <returns>None if there is no such user.</returns>
    public async Task<WithdrawResult?> WithdrawAsync(ClaimsPrincipal who, long id, long amount, string reason, CancellationToken cancellationToken = default) =>
        await MayPayAsync(who, id, cancellationToken) ? await ledger.WithdrawAsync(id, amount, reason, actor.Value) : null;

    /// <summary>Gives a charge back, wholly or in part.</summary>
    /// <param name="amount">Nano-dollars; none is all that has not been given back yet.</param>
    /// <returns>None if there is no charge of that request.</returns>
    public async Task<RefundResult?> RefundAsync(
        ClaimsPrincipal who, string requestId, long? amount, string reason, CancellationToken cancellationToken = default) =>
        await balances.PayerAsync(requestId, cancellationToken) is { } id && await MayPayAsync(who, id, cancellationToken)
            ? await ledger.RefundAsync(requestId, amount, reason, actor.Value)
            : null;

    /// <summary>Sets what a user may use in a time.</summary>
    /// <returns>False if there is no such user.</returns>
    /// <exception cref="InputException">A limit cannot be accepted.</exception>
    public async Task<bool> SetLimitsAsync(ClaimsPrincipal who, long id, Func<LimitsInput, LimitsInput> change, CancellationToken cancellationToken = default) =>
        await MayPayAsync(who, id, cancellationToken) && await limits.SetAsync(id, change, cancellationToken);

    /// <summary>Whether there is such a user; an act on somebody's money or tokens.</summary>
    /// <exception cref="DeniedException">They stand as high as whoever asks, who is no admin.</exception>
    public async Task<bool> MayPayAsync(ClaimsPrincipal who, long id, CancellationToken cancellationToken = default) =>
        await IsAdminAsync(who, cancellationToken)
            ? await users.GetAsync(id, cancellationToken) is not null
            : await MayTouchAsync(who, id, cancellationToken);

    /// <summary>A user who does not run the place.</summary>
    /// <returns>None if there is no such user.</returns>
    /// <exception cref="DeniedException">Whoever asks is no operator, or the other one runs the place, too.</exception>
    public async Task<UserView?> FindPlainUserAsync(ClaimsPrincipal who, long id, CancellationToken cancellationToken = default)
    {
        DeniedException.Require(await RankAsync(who, cancellationToken) >= Role.Rank(Role.Operator), "This is for operators.");
        var user = await users.GetAsync(id, cancellationToken);
        DeniedException.Require(user is null || user.Role == Role.User, $"{user?.UserName} runs the place, too.");
        return user;
    }

    public async Task<bool> IsAdminAsync(ClaimsPrincipal who, CancellationToken cancellationToken = default) => await RankAsync(who, cancellationToken) == Role.Rank(Role.Admin);

    private async Task<bool> MayTouchAsync(ClaimsPrincipal who, long id, CancellationToken cancellationToken)
    {
        var rank = await RankAsync(who, cancellationToken);
        if (await users.GetAsync(id, cancellationToken) is not { } user)
        {
            DeniedException.Require(rank > 0, "This is for operators.");
            return false;
        }

        DeniedException.Require(rank > Role.Rank(user.Role), $"{user.UserName} stands as high as you, or higher.");
        return true;
    }

    private async Task<int> RankAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        await users.GetAsync(who.UserId(), cancellationToken) is { Disabled: false } me ? Role.Rank(me.Role) : 0;
}
