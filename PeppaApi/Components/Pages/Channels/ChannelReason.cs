using System.Text.RegularExpressions;
using PeppaApi.Channels;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Channels;

/// <summary>
/// Why a channel or key changed, in the reader's language as far as the words are the relay's own: they are stored in English, and
/// <c>RefusalText.zh-CN.resx</c> has the Chinese under them. An upstream's words stay.
/// </summary>
internal static partial class ChannelReason
{
    public static string Say(string? reason) =>
        reason is null ? ""
        : Answered().Match(reason) is { Success: true } answered ? Translate($"It answered {answered.Groups[1].Value}.")
        : Added().Match(reason) is { Success: true } added ? Translate($"{added.Groups[1].Value} keys were added.")
        : RefusalWords.In(reason);

    /// <summary>How a mark of the state looks.</summary>
    public static string StateClass(ChannelCondition condition) => condition switch { ChannelCondition.Ready => "good", ChannelCondition.Disabled => "", _ => "bad" };

    private static string Translate(RefusalWords words) => words.ToString();

    [GeneratedRegex(@"^It answered (\d{3})\.$")]
    private static partial Regex Answered();

    [GeneratedRegex(@"^(\d+) keys were added\.$")]
    private static partial Regex Added();
}
