using System.Buffers.Text;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using PeppaApi.Accounts.Notices;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SigningIn;

/// <param name="Id">Of the credential, in base64url.</param>
public sealed record PasskeyView(string Id, string Name, DateTimeOffset CreatedAt, bool Synced);

/// <summary>A user's passkeys: signing in with the device's own lock instead of a password.</summary>
public sealed class PasskeyService(SignInManager<User> signIn, SecurityNotices notices)
{
    private const int Most = 20;
    private const int LongestName = 60;

    private UserManager<User> Users => signIn.UserManager;

    public async Task<IReadOnlyList<PasskeyView>> ListAsync(User user) =>
    [
        .. (await Users.GetPasskeysAsync(user)).OrderBy(passkey => passkey.CreatedAt)
            .Select(passkey => new PasskeyView(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "", passkey.CreatedAt, passkey.IsBackedUp)),
    ];

    /// <summary>What the browser is asked to make, as JSON.</summary>
    public Task<string> CreationOptionsAsync(User user) => signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
    {
        Id = user.Id.ToString(CultureInfo.InvariantCulture),
        Name = user.UserName!,
        DisplayName = user.UserName!,
    });

    /// <summary>What the browser is asked to prove, as JSON; it names nobody, so that it tells nothing of who has an account.</summary>
    public Task<string> RequestOptionsAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <param name="credential">What the browser's authenticator answered, as JSON.</param>
    /// <exception cref="InputException">The name or the answer cannot be accepted.</exception>
    public async Task AddAsync(User user, string? name, string? credential)
    {
        var wanted = CheckName(name);
        InputException.Require((await Users.GetPasskeysAsync(user)).Count < Most, "name", $"There are {Most} passkeys already; remove one first.");
        var result = await AttestAsync(credential);
        InputException.Require(
            result is { Succeeded: true, UserEntity.Id: { } owner } && owner == user.Id.ToString(CultureInfo.InvariantCulture),
            "name",
            "The device's answer cannot be used, or it came too late. Try again.");
        result!.Passkey!.Name = wanted;
        UserInput.Require(await Users.AddOrUpdatePasskeyAsync(user, result.Passkey));
        await notices.TellAsync(user.Id, SecurityEvent.PasskeyAdded);
    }

    /// <exception cref="InputException">The name cannot be accepted.</exception>
    public async Task<bool> RenameAsync(User user, string id, string? name)
    {
        var wanted = CheckName(name);
        if (await FindAsync(user, id) is not { } passkey)
        {
            return false;
        }

        passkey.Name = wanted;
        UserInput.Require(await Users.AddOrUpdatePasskeyAsync(user, passkey));
        return true;
    }

    public async Task<bool> RemoveAsync(User user, string id)
    {
        if (await FindAsync(user, id) is not { } passkey)
        {
            return false;
        }

        UserInput.Require(await Users.RemovePasskeyAsync(user, passkey.CredentialId));
        await notices.TellAsync(user.Id, SecurityEvent.PasskeyRemoved);
        return true;
    }

    private async Task<UserPasskeyInfo?> FindAsync(User user, string id) =>
        Base64Url.IsValid(id) ? await Users.GetPasskeyAsync(user, Base64Url.DecodeFromChars(id)) : null;

    private async Task<PasskeyAttestationResult?> AttestAsync(string? credential)
    {
        try
        {
            return await signIn.PerformPasskeyAttestationAsync(credential ?? "");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // Nothing was asked of this browser, or too long ago.
            return null;
        }
    }

    private static string CheckName(string? name)
    {
        var wanted = (name ?? "").Trim();
        InputException.Require(wanted.Length is > 0 and <= LongestName && !wanted.Any(char.IsControl), "name", $"A name has 1 to {LongestName} characters.");
        return wanted;
    }
}
