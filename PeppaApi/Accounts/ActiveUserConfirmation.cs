using Microsoft.AspNetCore.Identity;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

/// <summary>Who may sign in: Identity asks here after the password was right.</summary>
internal sealed class ActiveUserConfirmation : IUserConfirmation<User>
{
    public Task<bool> IsConfirmedAsync(UserManager<User> manager, User user) => Task.FromResult(!user.Disabled);
}
