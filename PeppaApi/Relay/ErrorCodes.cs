namespace PeppaApi.Relay;

/// <summary>Error codes as they may be stored and logged.</summary>
internal static class ErrorCodes
{
    private const int Longest = 60;

    /// <summary>A code that came from outside, cut to the characters of a code: no upstream can smuggle content into a record.</summary>
    public static string? Plain(string? code) => code is null
        ? null
        : string.Concat(code.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.').Take(Longest)) is { Length: > 0 } plain
            && code.Length <= Longest ? plain : "other";
}
