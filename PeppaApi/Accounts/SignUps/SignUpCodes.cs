using System.Globalization;
using System.Security.Cryptography;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>The secrets of a sign-up. Only keyed hashes are stored.</summary>
internal sealed class SignUpCodes(InstallationSecret secret, TimeProvider time)
{
    public const int MostWrong = 5;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>What the browser keeps that signed up.</summary>
    public static string NewHandle() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public string Hash(string handleOrLink) => secret.Hash(handleOrLink);

    /// <summary>Gives the sign-up a new code and link; those before are void.</summary>
    public (string Code, string Link) Renew(SignUp row)
    {
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var link = RandomNumberGenerator.GetHexString(40, lowercase: true);
        var now = time.GetUtcNow();
        (row.CodeHash, row.LinkHash) = (Hash(code + row.PersonKey), Hash(link));
        (row.CodeExpiresAt, row.WrongCodes, row.LastMailAt) = (now + Lifetime, 0, now);
        row.MailsSent++;
        return (code, link);
    }

    public bool IsRight(SignUp row, string code) =>
        row.CodeHash is { } hash && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(hash), Convert.FromHexString(Hash(code + row.PersonKey))) && !row.Decoy;
}
