using System.Security.Cryptography;

namespace PeppaApi.Redemptions;

/// <summary>
/// The grammar of redemption codes: four groups of five characters, 100 bits of chance, in Crockford's Base 32, which
/// has no letters that are taken for digits. Case, spaces and hyphens do not matter.
/// </summary>
internal static class RedemptionCodeText
{
    public const int PrefixLength = 5;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 20;

    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As people read it.</summary>
    public static string Show(string plain) => string.Join('-', plain.Chunk(PrefixLength).Select(part => new string(part)));

    /// <summary>The form that is hashed; none if no code looks like this.</summary>
    public static string? Plain(string? typed)
    {
        if (typed is null or { Length: > 100 })
        {
            return null;
        }

        var plain = string.Concat(typed.Where(letter => letter != '-' && !char.IsWhiteSpace(letter)).Select(char.ToUpperInvariant).Select(Mistaken));
        return plain.Length == Length && plain.All(Alphabet.Contains) ? plain : null;
    }

    private static char Mistaken(char letter) => letter switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        _ => letter,
    };
}
