using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>A person from another relay: without a password, which they set by mail.</summary>
internal sealed record ArrivingUser(string UserName, string Email, string Group, string? DisplayName, bool Disabled);

/// <summary>Takes in people who had an account elsewhere. Safe for any thread.</summary>
public sealed class UserArrivals(UserService users, OperatorSettings settings, IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    /// <exception cref="InputException">Name or mail address cannot be accepted.</exception>
    internal static void Check(ArrivingUser person)
    {
        UserInput.CheckName(person.UserName);
        UserInput.CheckEmail(person.Email);
    }

    /// <summary>What stands for one person's mail addresses.</summary>
    internal string MailKey(string email) => settings.Get<SignUpSettings>().PersonKey(email);

    /// <summary>The same person, if they are here already: the same name and the same mail address.</summary>
    /// <exception cref="InputException">Somebody else has the name or the mail address.</exception>
    internal async Task<long?> FindAsync(ArrivingUser person, CancellationToken cancellationToken)
    {
        var (name, mail, exact, folded) = (person.UserName.ToUpperInvariant(), person.Email.ToUpperInvariant(), MailPerson.Exact(person.Email), MailPerson.Folded(person.Email));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var alike = await context.Users.AsNoTracking()
            .Where(user => user.NormalizedUserName == name || user.NormalizedEmail == mail || user.PersonKey == exact || user.PersonKey == folded)
            .Select(user => new { user.Id, user.NormalizedUserName, user.NormalizedEmail }).ToListAsync(cancellationToken);
        if (alike.Find(user => user.NormalizedUserName == name) is { } named)
        {
            InputException.Require(named.NormalizedEmail == mail, "userName", "the user name is somebody else's here: another mail address stands there");
            return named.Id;
        }

        InputException.Require(alike.Count == 0, "email", "the mail address belongs to another user here");
        return null;
    }

    /// <exception cref="InputException">A field cannot be accepted, or is taken.</exception>
    internal Task<long> CreateAsync(ArrivingUser person, CancellationToken cancellationToken) => users.WriteAsync(
        async services =>
        {
            var user = new User
            {
                UserName = person.UserName,
                Email = person.Email,
                GroupName = person.Group,
                DisplayName = person.DisplayName,
                Disabled = person.Disabled,
                CreatedAt = time.GetUtcNow(),
            };
            UserInput.Require(await services.GetRequiredService<UserManager<User>>().CreateAsync(user));
            return user.Id;
        },
        cancellationToken);
}
