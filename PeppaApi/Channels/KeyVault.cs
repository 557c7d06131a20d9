using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using PeppaApi.Data.Entities;

namespace PeppaApi.Channels;

/// <summary>Encrypts upstream keys for the database, with the Data Protection keys of the data directory.</summary>
public sealed class KeyVault(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("PeppaApi.Channels.Keys.v1");

    public string Protect(string key) => _protector.Protect(key);

    /// <summary>The secret, or <see langword="null"/> if the Data Protection keys are not those that encrypted it, as after a partial restore.</summary>
    public string? TryReveal(string stored)
    {
        try
        {
            return _protector.Unprotect(stored);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    internal ChannelKey NewKey(string key) => new() { Protected = Protect(key), Hint = key.Length >= 12 ? key[^4..] : "****" };
}
