using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>Keeps a user's keys of recognition in step with name and mail address, whoever changes them: Identity asks here before every save.</summary>
internal sealed class PersonKeys(OperatorSettings settings, PeppaDbContext context) : IUserValidator<User>
{
    public async Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user)
    {
        user.NameSkeleton = user.UserName is { } name ? LookAlike.Skeleton(name) : null;
        if (user.Email is not { } email || !email.Contains('@', StringComparison.Ordinal))
        {
            user.PersonKey = null;
            return IdentityResult.Success;
        }

        if (user.PersonKey != MailPerson.Exact(email) && user.PersonKey != MailPerson.Folded(email))
        {
            user.PersonKey = settings.Get<SignUpSettings>().PersonKey(email);
        }

        return await context.Users.AnyAsync(other => other.PersonKey == user.PersonKey && other.Id != user.Id)
            ? IdentityResult.Failed(manager.ErrorDescriber.DuplicateEmail(email))
            : IdentityResult.Success;
    }
}
