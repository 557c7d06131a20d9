using System.Text.RegularExpressions;

namespace PeppaApi.Tests.Support;

/// <summary>What the mail of a sign-up holds.</summary>
internal static partial class SignUpMailbox
{
    public static string CodeOf(string? text) => Code().Match(text ?? "").Value.Trim();

    public static string LinkOf(string? text) => Link().Match(text ?? "").Groups["link"].Value;

    [GeneratedRegex(@"^\d{6}\r?$", RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"/verify\?link=(?<link>[0-9a-f]{40})")]
    private static partial Regex Link();
}
