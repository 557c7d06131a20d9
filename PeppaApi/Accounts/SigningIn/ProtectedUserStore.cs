using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>Keeps the secrets of two-step sign-in so that a stolen database alone does not tell them: the key encrypted, the recovery codes as hashes.</summary>
internal sealed class ProtectedUserStore(PeppaDbContext context, IDataProtectionProvider protection, InstallationSecret secret)
    : UserStore<User, Role, PeppaDbContext, long>(context)
{
    private const int HashLength = 2 * HMACSHA256.HashSizeInBytes;
    private readonly IDataProtector _protector = protection.CreateProtector("PeppaApi.Accounts.AuthenticatorKeys.v1");

    public override Task SetAuthenticatorKeyAsync(User user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, _protector.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(User user, CancellationToken cancellationToken) =>
        await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { } stored ? _protector.Unprotect(stored) : null;

    public override Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(Hashed), cancellationToken);

    public override Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken) =>
        base.RedeemCodeAsync(user, secret.Hash(Plain(code)), cancellationToken);

    // Of codes as they are kept, too: the base puts back in this way what is left when one was used.
    private string Hashed(string code) => code.Length == HashLength ? code : secret.Hash(Plain(code));

    // People type them with or without the hyphen, large or small.
    private static string Plain(string code) => string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit));
}
