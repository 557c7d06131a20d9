using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Accounts.Invites;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SignUps;

/// <summary>Turns a sign-up whose address is confirmed into a user, once, however many ask for it at the same time.</summary>
internal sealed class SignUpCompletion(UserService users, InviteRewards rewards, TimeProvider time)
{
    public async Task<ConfirmResult> CompleteAsync(long id, string? otherName, CancellationToken cancellationToken)
    {
        var result = await users.WriteAsync(services => WriteAsync(services, id, otherName), cancellationToken);
        if (result.Outcome == ConfirmOutcome.Confirmed)
        {
            await rewards.GiveAsync(id);
        }

        return result;
    }

    private async Task<ConfirmResult> WriteAsync(IServiceProvider services, long id, string? otherName)
    {
        var context = services.GetRequiredService<PeppaDbContext>();
        var row = await context.SignUps.SingleAsync(row => row.Id == id);
        switch (row.State)
        {
            case SignUpState.Completed:
                return new ConfirmResult(ConfirmOutcome.Confirmed, row.UserId);
            case SignUpState.Lapsed:
                return new ConfirmResult(ConfirmOutcome.HasAccount);
        }

        var name = otherName ?? row.UserName;
        if (await SignUpRules.IsMailTakenAsync(context, row, CancellationToken.None))
        {
            (row.State, row.PasswordHash) = (SignUpState.Lapsed, null);
            await context.SaveChangesAsync();
            return new ConfirmResult(ConfirmOutcome.HasAccount);
        }

        if (await SignUpRules.IsNameTakenAsync(context, name, CancellationToken.None))
        {
            row.WrongCodes = row.State == SignUpState.NameTaken ? row.WrongCodes : 0;
            row.State = SignUpState.NameTaken;
            await context.SaveChangesAsync();
            return new ConfirmResult(ConfirmOutcome.NameTaken);
        }

        return new ConfirmResult(ConfirmOutcome.Confirmed, await CreateAsync(services, context, row, name));
    }

    /// <summary>User, acceptance and sign-up are saved together, or nothing is.</summary>
    private async Task<long> CreateAsync(IServiceProvider services, PeppaDbContext context, SignUp row, string name)
    {
        var now = time.GetUtcNow();
        var user = new User
        {
            UserName = name,
            Email = row.Email,
            EmailConfirmed = true,
            PasswordHash = row.PasswordHash,
            PersonKey = row.PersonKey,
            GroupName = Group.Default,
            CreatedAt = now,
        };
        (row.State, row.PasswordHash, row.CompletedAt, row.User, row.UserName) = (SignUpState.Completed, null, now, user, name);
        context.AgreementAcceptances.Add(new AgreementAcceptance { User = user, Version = row.AgreementVersion, AcceptedAt = row.CreatedAt });
        UserInput.Require(await services.GetRequiredService<UserManager<User>>().CreateAsync(user));
        return user.Id;
    }
}
