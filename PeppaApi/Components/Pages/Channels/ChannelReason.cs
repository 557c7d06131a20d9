using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Channels;

/// <summary>Why a channel or key changed, in the reader's language as far as the words are the relay's own; an upstream's words stay.</summary>
internal static partial class ChannelReason
{
    public static string Say(IStringLocalizer<ChannelsText> text, string? reason)
    {
        var known = reason switch
        {
            "The operator decided so." => nameof(ChannelsText.ReasonOperator),
            "A request was answered." => nameof(ChannelsText.ReasonAnswered),
            "The test passed." => nameof(ChannelsText.ReasonTestPassed),
            "The test failed." => nameof(ChannelsText.ReasonTestFailed),
            "It cannot be reached." => nameof(ChannelsText.ReasonUnreachable),
            "It did not answer in time." => nameof(ChannelsText.ReasonLate),
            "It failed." => nameof(ChannelsText.ReasonFailed),
            "It answered 200 without a reply." => nameof(ChannelsText.ReasonNoReply),
            "429: too many requests" => nameof(ChannelsText.ReasonTooMany),
            _ => null,
        };
        return known is not null ? text[known]
            : reason is null ? ""
            : Answered().Match(reason) is { Success: true } answered ? text[nameof(ChannelsText.ReasonStatus), answered.Groups[1].Value]
            : Added().Match(reason) is { Success: true } added ? text[nameof(ChannelsText.ReasonAdded), added.Groups[1].Value]
            : reason;
    }

    [GeneratedRegex(@"^It answered (\d{3})\.$")]
    private static partial Regex Answered();

    [GeneratedRegex(@"^(\d+) keys were added\.$")]
    private static partial Regex Added();
}
