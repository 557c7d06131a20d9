using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.External;

/// <param name="Name">Of the scheme.</param>
/// <param name="Title">What people call it.</param>
public sealed record ExternalProvider(string Name, string Title);

/// <param name="Key">Who they are over there.</param>
public sealed record ExternalLogin(string Provider, string Title, string Key);

/// <summary>
/// Accounts elsewhere that open an account here. A link is made only by somebody who is signed in here and has just proved it:
/// the same mail address over there proves nothing.
/// </summary>
public sealed class ExternalLogins(SignInManager<User> signIn, SignInHistory history)
{
    private UserManager<User> Users => signIn.UserManager;

    public async Task<IReadOnlyList<ExternalProvider>> ProvidersAsync() =>
        [.. (await signIn.GetExternalAuthenticationSchemesAsync()).Select(scheme => new ExternalProvider(scheme.Name, scheme.DisplayName ?? scheme.Name))];

    /// <summary>What goes with somebody to the provider and back.</summary>
    /// <param name="linkFor">Who links, if it is no sign-in.</param>
    /// <returns>None if there is no such provider.</returns>
    public async Task<AuthenticationProperties?> PrepareAsync(string? provider, string returnTo, long? linkFor = null) =>
        (await ProvidersAsync()).Any(known => known.Name == provider)
            ? signIn.ConfigureExternalAuthenticationProperties(provider, returnTo, linkFor?.ToString(CultureInfo.InvariantCulture))
            : null;

    /// <summary>Signs in who came back from the provider. Two-step sign-in is asked for as with a password.</summary>
    public async Task<SignInOutcome> SignInAsync()
    {
        if (await signIn.GetExternalLoginInfoAsync() is not { } info
            || await Users.FindByLoginAsync(info.LoginProvider, info.ProviderKey) is not { } user)
        {
            return SignInOutcome.Refused;
        }

        var result = await signIn.ExternalLoginSignInAsync(info.LoginProvider, info.ProviderKey, isPersistent: false);
        var kind = result.Succeeded || result.RequiresTwoFactor ? SignInResultKind.SignedIn : result.IsLockedOut ? SignInResultKind.LockedOut : SignInResultKind.Disabled;
        if (!result.RequiresTwoFactor)
        {
            await history.WriteAsync(user.Id, SignInMethod.External, kind, Visitor.Of(signIn.Context));
        }

        await signIn.Context.SignOutAsync(IdentityConstants.ExternalScheme);
        return result.Succeeded ? SignInOutcome.SignedIn : result.RequiresTwoFactor ? SignInOutcome.NeedsCode : SignInOutcome.Refused;
    }

    public async Task<IReadOnlyList<ExternalLogin>> ListAsync(User user) =>
        [.. (await Users.GetLoginsAsync(user)).Select(login => new ExternalLogin(login.LoginProvider, login.ProviderDisplayName ?? login.LoginProvider, login.ProviderKey))];

    /// <summary>Links who came back from the provider with who is signed in.</summary>
    /// <returns>False if somebody else began it, or it opens another account already.</returns>
    public async Task<bool> LinkAsync(ClaimsPrincipal who)
    {
        var id = who.UserId().ToString(CultureInfo.InvariantCulture);
        if (await signIn.GetExternalLoginInfoAsync(id) is not { } info || await Users.FindByIdAsync(id) is not { } user)
        {
            return false;
        }

        var linked = (await Users.AddLoginAsync(user, info)).Succeeded;
        await signIn.Context.SignOutAsync(IdentityConstants.ExternalScheme);
        return linked;
    }

    /// <exception cref="InputException">It is the only way in.</exception>
    public async Task UnlinkAsync(User user, string provider, string key)
    {
        var others = (await Users.GetLoginsAsync(user)).Count - 1;
        InputException.Require(
            user.PasswordHash is not null || others > 0 || (await Users.GetPasskeysAsync(user)).Count > 0, "external", "This is your only way in. Set a password or add a passkey first.");
        UserInput.Require(await Users.RemoveLoginAsync(user, provider, key));
    }
}
