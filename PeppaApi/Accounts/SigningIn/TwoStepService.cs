using System.Globalization;
using Microsoft.AspNetCore.Identity;
using PeppaApi.Accounts.Notices;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;
using QRCoder;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>What an authenticator program needs.</summary>
/// <param name="Key">For typing, in groups of four.</param>
/// <param name="Picture">The same as a QR code, an SVG.</param>
public sealed record TwoStepKey(string Key, string Picture);

/// <summary>Two-step sign-in with the codes of an authenticator program, switched on and off by its user.</summary>
public sealed class TwoStepService(SignInManager<User> signIn, SessionService sessions, SecurityNotices notices)
{
    private const int Codes = 10;
    private const string Issuer = "PeppaApi";

    private UserManager<User> Users => signIn.UserManager;

    /// <summary>The key to scan. Each call before two-step is on makes a new one, unless <paramref name="keep"/> says otherwise.</summary>
    public async Task<TwoStepKey> PrepareAsync(User user, bool keep = false)
    {
        InputException.Require(!user.TwoFactorEnabled, "code", "Two-step sign-in is on already.");
        var key = keep ? await Users.GetAuthenticatorKeyAsync(user) : null;
        if (key is null)
        {
            UserInput.Require(await Users.ResetAuthenticatorKeyAsync(user));
            await KeepThisSessionAsync(user);
            key = (await Users.GetAuthenticatorKeyAsync(user))!;
        }

        var address = string.Create(
            CultureInfo.InvariantCulture, $"otpauth://totp/{Uri.EscapeDataString(Issuer)}:{Uri.EscapeDataString(user.UserName!)}?secret={key}&issuer={Uri.EscapeDataString(Issuer)}&digits=6");
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(code);
        return new TwoStepKey(
            string.Join(' ', key.ToLowerInvariant().Chunk(4).Select(group => new string(group))), picture.GetGraphic(4, "#000", "#fff", sizingMode: SvgQRCode.SizingMode.WidthHeightAttribute));
    }

    /// <summary>Switches it on once the program shows the right code, and ends the other sessions.</summary>
    /// <returns>The recovery codes: here and never again.</returns>
    /// <exception cref="InputException">The code is wrong.</exception>
    public async Task<IReadOnlyList<string>> EnableAsync(User user, string? code)
    {
        var digits = string.Concat((code ?? "").Where(char.IsAsciiDigit));
        InputException.Require(
            await Users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, digits),
            "code",
            "This is not the code that the program shows now. Check the clock of your device.");
        UserInput.Require(await Users.SetTwoFactorEnabledAsync(user, true));
        var codes = await ReplaceCodesAsync(user);
        await KeepThisSessionAsync(user);
        await notices.TellAsync(user.Id, SecurityEvent.TwoStepOn);
        return codes;
    }

    /// <summary>New recovery codes; the old ones are worth nothing.</summary>
    public async Task<IReadOnlyList<string>> ReplaceCodesAsync(User user) =>
        [.. await Users.GenerateNewTwoFactorRecoveryCodesAsync(user, Codes) ?? []];

    public Task<int> CountCodesAsync(User user) => Users.CountRecoveryCodesAsync(user);

    public async Task DisableAsync(User user)
    {
        await ResetAsync(Users, user);
        await KeepThisSessionAsync(user);
        await notices.TellAsync(user.Id, SecurityEvent.TwoStepOff);
    }

    /// <summary>Takes two-step sign-in away altogether: key, codes and all.</summary>
    internal static async Task ResetAsync(UserManager<User> users, User user)
    {
        UserInput.Require(await users.SetTwoFactorEnabledAsync(user, false));
        UserInput.Require(await users.ResetAuthenticatorKeyAsync(user));
        await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 0);
    }

    /// <summary>The change made a new security stamp: other sessions end, this one goes on.</summary>
    private async Task KeepThisSessionAsync(User user)
    {
        await signIn.RefreshSignInAsync(user);
        await sessions.EndAllAsync(user.Id, signIn.Context.User.SessionId());
    }
}
