namespace PeppaApi.Data;

/// <summary>Patterns for <c>LIKE</c> of what somebody typed: its signs stand for themselves.</summary>
internal static class LikePattern
{
    /// <summary>The third argument of <c>EF.Functions.Like</c>.</summary>
    public const string Escape = @"\";

    public static string Containing(string text) =>
        $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
