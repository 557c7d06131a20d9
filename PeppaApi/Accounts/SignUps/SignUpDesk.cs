using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>A sign-up as operators see it.</summary>
/// <param name="State">A decoy, whose address has an account, counts as lapsed.</param>
public sealed record SignUpRow(
    long Id, string UserName, string Email, SignUpState State, string? Address, string? Inviter, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt, long? UserId, long Reward, NoReward? NoReward);

/// <summary>What operators do with sign-ups. Safe for any thread.</summary>
public sealed class SignUpDesk
{
    private readonly IDbContextFactory<PeppaDbContext> _contexts;
    private readonly SignUpCompletion _completion;

    internal SignUpDesk(IDbContextFactory<PeppaDbContext> contexts, SignUpCompletion completion) => (_contexts, _completion) = (contexts, completion);

    /// <param name="which">None is all.</param>
    public async Task<(IReadOnlyList<SignUpRow> Items, int Total)> ListAsync(SignUpFilter which, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var found = which switch
        {
            SignUpFilter.Waiting => context.SignUps.Where(row => !row.Decoy && (row.State == SignUpState.Pending || row.State == SignUpState.NameTaken)),
            SignUpFilter.Completed => context.SignUps.Where(row => row.State == SignUpState.Completed),
            SignUpFilter.WithoutReward => context.SignUps.Where(row => row.NoReward != null),
            _ => context.SignUps,
        };
        var rows = await found.AsNoTracking().OrderByDescending(row => row.Id).Skip((page - 1) * pageSize).Take(pageSize)
            .Select(row => new SignUpRow(
                row.Id,
                row.UserName,
                row.Email,
                row.Decoy ? SignUpState.Lapsed : row.State,
                row.Address,
                context.Users.Where(user => user.Id == row.InviterId).Select(user => user.UserName).FirstOrDefault(),
                row.CreatedAt,
                row.CompletedAt,
                row.UserId,
                row.Reward,
                row.NoReward))
            .ToListAsync(cancellationToken);
        return (rows, await found.CountAsync(cancellationToken));
    }

    /// <summary>Confirms a sign-up by hand, for people whom the mail does not reach.</summary>
    /// <returns>False if there is none such.</returns>
    /// <exception cref="InputException">Name or address belongs to a user.</exception>
    public async Task<bool> ConfirmAsync(long id, CancellationToken cancellationToken = default)
    {
        await using (var context = await _contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await context.SignUps.AnyAsync(row => row.Id == id && row.Email != "", cancellationToken))
            {
                return false;
            }
        }

        var result = await _completion.CompleteAsync(id, otherName: null, cancellationToken);
        InputException.Require(result.Outcome != ConfirmOutcome.NameTaken, "userName", SignUpText.NameIsTaken);
        InputException.Require(result.Outcome != ConfirmOutcome.HasAccount, "email", SignUpText.MailHasAccount);
        return true;
    }
}

public enum SignUpFilter
{
    All,
    Waiting,
    Completed,

    /// <summary>Invited, and earned nothing for whoever invited.</summary>
    WithoutReward,
}
