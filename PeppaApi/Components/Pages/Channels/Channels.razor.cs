using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Channels;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Channels;

public sealed partial class Channels
{
    private static readonly DialogOptions Form = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true };
    private readonly HashSet<long> _testing = [];
    private IReadOnlyList<ChannelView>? _channels;

    [Inject] public required IStringLocalizer<ChannelsText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required ChannelService Service { get; init; }
    [Inject] public required ChannelKeyService KeyPool { get; init; }
    [Inject] public required ChannelTester Tester { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => _channels = await Service.ListAsync();

    private static int InUse(ChannelView channel) => channel.Keys.Count - Aside(channel);

    private static int Aside(ChannelView channel) => channel.Keys.Count(key => key.SetAsideReason is not null || key.Disabled);

    private async Task EditAsync(ChannelView? channel)
    {
        var dialog = await Dialogs.ShowAsync<ChannelDialog>(
            Text[channel is null ? nameof(ChannelsText.Add) : nameof(ChannelsText.EditTitle)],
            new DialogParameters { [nameof(ChannelDialog.Channel)] = channel },
            Form);
        if (await dialog.Result is { Canceled: false })
        {
            Snackbar.Add(Text[nameof(ChannelsText.Saved)]);
            await LoadAsync();
        }
    }

    private async Task TestAsync(ChannelView channel)
    {
        _testing.Add(channel.Id);
        if (await Tester.TestAsync(channel.Id) is { } result)
        {
            Snackbar.Add(
                result.Ok ? Text[nameof(ChannelsText.TestOk), channel.Name, result.Milliseconds] : Text[nameof(ChannelsText.TestFailed), channel.Name, result.Error ?? ""],
                result.Ok ? Severity.Success : Severity.Error);
        }

        _testing.Remove(channel.Id);
        await LoadAsync();
    }

    private async Task UseAgainAsync(long channelId, long keyId)
    {
        await KeyPool.SetEnabledAsync(channelId, [keyId], enabled: true);
        await LoadAsync();
    }

    private async Task DeleteAsync(ChannelView channel)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            Text[nameof(ChannelsText.DeleteTitle)],
            Text[nameof(ChannelsText.DeleteBody), channel.Name, channel.Keys.Count, channel.Models.Count].Value,
            yesText: Site[nameof(SiteText.Delete)],
            cancelText: Site[nameof(SiteText.Cancel)]);
        if (sure == true)
        {
            await Service.DeleteAsync(channel.Id);
            Snackbar.Add(Text[nameof(ChannelsText.Deleted)]);
            await LoadAsync();
        }
    }
}
