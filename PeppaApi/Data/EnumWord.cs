using System.Text.Json;

namespace PeppaApi.Data;

/// <summary>One of few choices as a word that scripts, files and addresses have: <c>client_gone</c>.</summary>
internal static class EnumWord
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Big or small letters, with or without lines between; no numbers.</summary>
    /// <returns>None where the word stands for no choice.</returns>
    public static T? Find<T>(string? word)
        where T : struct, Enum =>
        word is [var first, ..] && char.IsAsciiLetter(first) && !word.Contains(',', StringComparison.Ordinal) && Enum.TryParse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : null;
}
