using Microsoft.AspNetCore.Identity;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

/// <summary>Gives roles and takes them. A role itself comes into being with the first who has it.</summary>
internal sealed class AdminRole(UserManager<User> users, RoleManager<Role> roles)
{
    public Task GiveAsync(User user) => SetAsync(user, Role.Admin);

    /// <summary>Makes it the user's only role; <see cref="Role.User"/> is none.</summary>
    public async Task SetAsync(User user, string role)
    {
        var before = await users.GetRolesAsync(user);
        foreach (var other in before.Where(name => name != role))
        {
            UserInput.Require(await users.RemoveFromRoleAsync(user, other));
        }

        if (role == Role.User || before.Contains(role))
        {
            return;
        }

        if (!await roles.RoleExistsAsync(role))
        {
            UserInput.Require(await roles.CreateAsync(new Role { Name = role }));
        }

        UserInput.Require(await users.AddToRoleAsync(user, role));
    }
}
