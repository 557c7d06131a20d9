using System.Globalization;

namespace PeppaApi.Tokens;

/// <summary>Names of many tokens from one: <c>shop-{n}</c> gives shop-1, shop-2 and so on; without the mark a number is put behind.</summary>
public static class TokenNames
{
    public const string Mark = "{n}";

    /// <summary>A single token is named as it was typed.</summary>
    public static IEnumerable<string> Of(string? pattern, int count)
    {
        var name = pattern?.Trim() ?? "";
        if (count == 1)
        {
            return [name];
        }

        // Nothing is no name, and must be refused as such.
        var numbered = name.Length == 0 || name.Contains(Mark, StringComparison.Ordinal) ? name : $"{name}-{Mark}";
        return Enumerable.Range(1, count).Select(number => numbered.Replace(Mark, number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }
}
