using Microsoft.AspNetCore.Identity;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>The codes of authenticator programs, each good for one use: whoever looks over a shoulder cannot use it again.</summary>
internal sealed class OnceOnlyAuthenticator(InstallationSecret secret) : AuthenticatorTokenProvider<User>
{
    private const string Provider = "PeppaApi";
    private const string Name = "UsedCodes";

    // No more than these are valid at the same time: two half minutes back, this one, two ahead.
    private const int ValidAtOnce = 5;

    public override async Task<bool> ValidateAsync(string purpose, string token, UserManager<User> manager, User user)
    {
        if (!await base.ValidateAsync(purpose, token, manager, user))
        {
            return false;
        }

        var hash = secret.Hash($"{user.Id}:{token}");
        var used = (await manager.GetAuthenticationTokenAsync(user, Provider, Name) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // Of two that come with the same code at once, the second fails to save.
        return !used.Contains(hash)
            && (await manager.SetAuthenticationTokenAsync(user, Provider, Name, string.Join(' ', used.TakeLast(ValidAtOnce - 1).Append(hash)))).Succeeded;
    }
}
