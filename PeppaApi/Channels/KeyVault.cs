using Microsoft.AspNetCore.DataProtection;

namespace PeppaApi.Channels;

/// <summary>Encrypts upstream keys for the database, with the Data Protection keys of the data directory.</summary>
public sealed class KeyVault(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("PeppaApi.Channels.Keys.v1");

    public string Protect(string key) => _protector.Protect(key);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The Data Protection keys are not those that encrypted it.</exception>
    public string Reveal(string stored) => _protector.Unprotect(stored);
}
