using Microsoft.AspNetCore.Identity;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

/// <summary>Makes operators. The role itself comes into being with the first of them.</summary>
internal sealed class AdminRole(UserManager<User> users, RoleManager<Role> roles)
{
    public async Task GiveAsync(User user)
    {
        if (!await roles.RoleExistsAsync(Role.Admin))
        {
            UserInput.Require(await roles.CreateAsync(new Role { Name = Role.Admin }));
        }

        UserInput.Require(await users.AddToRoleAsync(user, Role.Admin));
    }
}
