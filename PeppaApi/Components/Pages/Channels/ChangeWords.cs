using Microsoft.Extensions.Localization;
using PeppaApi.Channels;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Channels;

/// <summary>What many channels are given, in words.</summary>
internal static class ChangeWords
{
    /// <param name="running">Requests on these channels.</param>
    public static IEnumerable<string> Of(IStringLocalizer<ChannelsText> text, ChannelChange change, int running)
    {
        if (change.AddTags is { Count: > 0 } added)
        {
            yield return text[nameof(ChannelsText.ChangeIsAdded), string.Join(' ', added)];
        }

        if (change.RemoveTags is { Count: > 0 } removed)
        {
            yield return text[nameof(ChannelsText.ChangeIsRemoved), string.Join(' ', removed)];
        }

        if (change.Priority is { } priority)
        {
            yield return text[nameof(ChannelsText.ChangeIsPriority), priority];
        }

        if (change.Weight is { } weight)
        {
            yield return text[nameof(ChannelsText.ChangeIsWeight), weight];
        }

        if (change.Enabled is { } enabled)
        {
            yield return enabled ? text[nameof(ChannelsText.ChangeIsEnabled)] : text[nameof(ChannelsText.ChangeIsDisabled), running];
        }
    }
}
