using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using PeppaApi.Data.Entities;

namespace PeppaApi.Channels;

/// <summary>Encrypts upstream keys for the database, with the Data Protection keys of the data directory.</summary>
public sealed class KeyVault(IDataProtectionProvider protection)
{
    // Characters of base64 that hold what all that one Data Protection key encrypted begins with: four bytes of the format, then the key's number.
    private const int Beginning = 26;
    private readonly ConcurrentDictionary<string, bool> _readable = new(StringComparer.Ordinal);
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

    /// <summary>Whether there is the Data Protection key that encrypted it. One is decrypted for each of those, not each of what they encrypted.</summary>
    internal bool IsReadable(string stored)
    {
        var beginning = stored.Length > Beginning ? stored[..Beginning] : stored;
        return _readable.ContainsKey(beginning) || (TryReveal(stored) is not null && _readable.TryAdd(beginning, true));
    }

    internal ChannelKey NewKey(string key) => new() { Protected = Protect(key), Hint = key.Length >= 12 ? key[^4..] : "****" };
}
