using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>What must hold before a user is made or changed, as far as Identity does not see to it, and the change itself.</summary>
internal static class UserRules
{
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public static async Task CheckAsync(PeppaDbContext context, NewUser person, CancellationToken cancellationToken)
    {
        UserInput.CheckName(person.UserName);
        UserInput.CheckEmail(person.Email);
        UserInput.CheckPassword(person.Password);
        await CheckGroupAsync(context, person.Group, cancellationToken);
    }

    /// <exception cref="InputException">A field cannot be accepted, or it would leave nobody to run the place.</exception>
    public static async Task CheckAsync(PeppaDbContext context, long id, UserChange change, CancellationToken cancellationToken)
    {
        if (change.Email is not null)
        {
            UserInput.CheckEmail(change.Email);
        }

        if (change.Password is not null)
        {
            UserInput.CheckPassword(change.Password);
        }

        await CheckGroupAsync(context, change.Group, cancellationToken);
        if (change.Disabled is true)
        {
            var admins = await UserQueries.AdminIds(context).ToListAsync(cancellationToken);
            InputException.Require(admins is not [var last] || last != id, "disabled", "This is the last operator; nobody could undo it.");
        }
    }

    /// <exception cref="InputException">It would leave nobody to run the place.</exception>
    public static async Task CheckRoleAsync(PeppaDbContext context, long id, string role, CancellationToken cancellationToken)
    {
        var admins = await UserQueries.AdminIds(context).ToListAsync(cancellationToken);
        InputException.Require(role == Role.Admin || admins is not [var last] || last != id, "role", "This is the last admin; nobody could undo it.");
    }

    public static void Apply(UserManager<User> users, User user, UserChange change)
    {
        if (change.Email is { } email && email != user.Email)
        {
            user.Email = email;
            user.EmailConfirmed = false;
        }

        user.EmailConfirmed = change.EmailConfirmed ?? user.EmailConfirmed;
        user.GroupName = change.Group ?? user.GroupName;
        user.Disabled = change.Disabled ?? user.Disabled;
        if (change.Password is { } password)
        {
            user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        }
    }

    private static async Task CheckGroupAsync(PeppaDbContext context, string? name, CancellationToken cancellationToken) => InputException.Require(
        name is null || await context.Groups.AnyAsync(group => group.Name == name, cancellationToken), "group", "There is no such group.");
}
