using System.Security.Cryptography;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>The grammar of access tokens: <c>pat-</c> and 40 letters or digits; one from the configuration may be any text.</summary>
internal static class AccessTokenKey
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Shortest = 20;

    // What is longer would be hashed in part only.
    private const int Longest = 256;

    public static string Create() => "pat-" + RandomNumberGenerator.GetString(Alphabet, 40);

    public static bool IsPossible(ReadOnlySpan<char> key) =>
        key.Length is >= Shortest and <= Longest && !key.ContainsAnyExceptInRange('!', '~');

    public static void Check(string key) => InputException.Require(
        IsPossible(key), "accessToken", $"An access token has {Shortest} to {Longest} plain characters without spaces, because it travels in a header.");
}
