using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using PeppaApi.Auditing;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SigningIn;

public enum SignInOutcome
{
    SignedIn,

    /// <summary>The password was right; now comes the code of the authenticator program.</summary>
    NeedsCode,

    /// <summary>Wrong name, wrong password or code, locked or disabled: the answer does not tell which.</summary>
    Refused,

    /// <summary>Too many failures with this name or from this address.</summary>
    TooMany,

    /// <summary>Too long ago since the password: begin again.</summary>
    Expired,
}

/// <summary>The ways in, for pages that a plain request renders. What is refused takes the same time and gets the same answer, whatever the reason.</summary>
public sealed class SignInService
{
    private readonly SignInManager<User> _signIn;
    private readonly SignInLimiter _limiter;
    private readonly SignInHistory _history;
    private readonly SessionService _sessions;
    private readonly AuditLog _log;
    private readonly SteadyPace _pace;

    internal SignInService(
        SignInManager<User> signIn, SignInLimiter limiter, SignInHistory history, SessionService sessions, AuditLog log, SteadyPace pace) =>
        (_signIn, _limiter, _history, _sessions, _log, _pace) = (signIn, limiter, history, sessions, log, pace);

    private UserManager<User> Users => _signIn.UserManager;

    public Task<SignInOutcome> ByPasswordAsync(string? nameOrMail, string? password, bool remember) => LevelAsync(async () =>
    {
        var name = (nameOrMail ?? "").Trim();
        if (!MayTry(name))
        {
            return SignInOutcome.TooMany;
        }

        var user = await FindAsync(name);
        if (user?.PasswordHash is null || !await IsOpenAsync(user, SignInMethod.Password))
        {
            // As much work as for a password that is looked at.
            Users.PasswordHasher.HashPassword(new User(), password ?? "");
            return Refuse(name);
        }

        var result = await _signIn.PasswordSignInAsync(user, password ?? "", remember, lockoutOnFailure: true);
        return result.RequiresTwoFactor ? SignInOutcome.NeedsCode : await ConcludeAsync(user, name, SignInMethod.Password, result);
    });

    public Task<SignInOutcome> ByCodeAsync(string? code, bool remember) => SecondStepAsync(SignInMethod.AuthenticatorCode, user =>
        _signIn.TwoFactorAuthenticatorSignInAsync(Digits(code), remember, rememberClient: false));

    public Task<SignInOutcome> ByRecoveryCodeAsync(string? code) => SecondStepAsync(SignInMethod.RecoveryCode, async user =>
    {
        var result = await _signIn.TwoFactorRecoveryCodeSignInAsync(code ?? "");
        if (!result.Succeeded)
        {
            // Unlike for codes of a program, Identity does not count these.
            await Users.AccessFailedAsync(user);
        }

        return result;
    });

    /// <param name="credential">What the browser's authenticator answered, as JSON.</param>
    public Task<SignInOutcome> ByPasskeyAsync(string? credential) => LevelAsync(async () =>
    {
        if (!MayTry(""))
        {
            return SignInOutcome.TooMany;
        }

        if (await AssertAsync(credential) is not { } user || !await IsOpenAsync(user, SignInMethod.Passkey))
        {
            return Refuse("");
        }

        await _signIn.SignInWithClaimsAsync(user, isPersistent: false, [new Claim("amr", "hwk")]);
        return await ConcludeAsync(user, "", SignInMethod.Passkey, SignInResult.Success);
    });

    /// <summary>Proves again who one is, before an act that asks for it.</summary>
    /// <param name="credential">A passkey's answer; else the password counts.</param>
    public Task<SignInOutcome> ConfirmAsync(User user, string? password, string? credential) => LevelAsync(async () =>
    {
        var name = user.UserName!;
        if (!MayTry(name))
        {
            return SignInOutcome.TooMany;
        }

        var proved = string.IsNullOrEmpty(credential)
            ? (await _signIn.CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true)).Succeeded
            : (await AssertAsync(credential))?.Id == user.Id;
        if (!proved || _signIn.Context.User.SessionId() is not { } session)
        {
            return Refuse(name);
        }

        await _sessions.ConfirmAsync(session);
        return SignInOutcome.SignedIn;
    });

    private Task<SignInOutcome> SecondStepAsync(SignInMethod method, Func<User, Task<SignInResult>> check) => LevelAsync(async () =>
    {
        if (await _signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return SignInOutcome.Expired;
        }

        var name = user.UserName!;
        return !MayTry(name) ? SignInOutcome.TooMany
            : !await IsOpenAsync(user, method) ? Refuse(name)
            : await ConcludeAsync(user, name, method, await check(user));
    });

    private async Task<User?> FindAsync(string name) =>
        name.Length > UserInput.LongestEmail ? null
        : name.Contains('@', StringComparison.Ordinal) ? await Users.FindByEmailAsync(name)
        : await Users.FindByNameAsync(name);

    /// <summary>Whether one can sign in at all. Wrong passwords of strangers do not keep the owner of a passkey out.</summary>
    private async Task<bool> IsOpenAsync(User user, SignInMethod method)
    {
        var closed = !await _signIn.CanSignInAsync(user) ? SignInResultKind.Disabled
            : method != SignInMethod.Passkey && await Users.IsLockedOutAsync(user) ? SignInResultKind.LockedOut
            : (SignInResultKind?)null;
        if (closed is { } reason)
        {
            await _history.WriteAsync(user.Id, method, reason, Visitor.Of(_signIn.Context));
        }

        return closed is null;
    }

    private async Task<SignInOutcome> ConcludeAsync(User user, string name, SignInMethod method, SignInResult result)
    {
        var kind = result.Succeeded ? SignInResultKind.SignedIn : result.IsLockedOut ? SignInResultKind.LockedOut : SignInResultKind.Wrong;
        await _history.WriteAsync(user.Id, method, kind, Visitor.Of(_signIn.Context));
        if (kind == SignInResultKind.LockedOut)
        {
            await _log.WriteAsync(new AuditEvent("sign_in.locked_out", user.Id.ToString(CultureInfo.InvariantCulture), user.UserName!, Suspicious: true));
        }

        return result.Succeeded ? SignInOutcome.SignedIn : Refuse(name);
    }

    private async Task<User?> AssertAsync(string? credential)
    {
        try
        {
            var result = await _signIn.PerformPasskeyAssertionAsync(credential ?? "");
            // The counter of the authenticator moves on: a copy of an old answer is known by it.
            return result.Succeeded && (await Users.AddOrUpdatePasskeyAsync(result.User, result.Passkey)).Succeeded ? result.User : null;
        }
        catch (InvalidOperationException)
        {
            // Nothing was asked of this browser, or too long ago.
            return null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private bool MayTry(string name) => _limiter.MayTry(Key(name), _signIn.Context.Connection.RemoteIpAddress);

    private SignInOutcome Refuse(string name)
    {
        _limiter.Count(Key(name), _signIn.Context.Connection.RemoteIpAddress);
        return SignInOutcome.Refused;
    }

    // A passkey names its user only once it is known to be right: then the address alone counts.
    private string Key(string name) => name.Length > 0 ? name : $"from {_signIn.Context.Connection.RemoteIpAddress}";

    private Task<SignInOutcome> LevelAsync(Func<Task<SignInOutcome>> work) => _pace.AnswerAsync(work, outcome => outcome == SignInOutcome.Refused);

    private static string Digits(string? code) => string.Concat((code ?? "").Where(char.IsAsciiDigit));
}
