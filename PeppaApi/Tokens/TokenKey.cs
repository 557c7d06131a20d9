using System.Buffers;
using System.Security.Cryptography;

namespace PeppaApi.Tokens;

/// <summary>The grammar of keys: <c>sk-</c> and 48 letters or digits, about 285 bits of chance.</summary>
public static class TokenKey
{
    private const string Start = "sk-";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int RandomLength = 48;
    private const int PrefixLength = 8;
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);

    public static string Create() => Start + RandomNumberGenerator.GetString(Alphabet, RandomLength);

    /// <summary>The part that is stored in clear and shown in lists.</summary>
    public static string Prefix(string key) => key[..PrefixLength];

    public static bool IsWellFormed(ReadOnlySpan<char> key) =>
        key.Length == Start.Length + RandomLength && key.StartsWith(Start) && !key[Start.Length..].ContainsAnyExcept(Allowed);
}
