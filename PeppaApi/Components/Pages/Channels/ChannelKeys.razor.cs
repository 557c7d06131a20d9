using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Channels;

public sealed partial class ChannelKeys
{
    private const int PageSize = 50;
    private const int MoreEvents = 50;
    private static readonly DialogOptions Form = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };
    private readonly HashSet<long> _chosen = [];
    private IReadOnlyList<PooledKeyView>? _keys;
    private IReadOnlyList<PooledKeyView> _shown = [];
    private IReadOnlyList<ChannelEventView> _events = [];
    private string? _name;
    private string? _missing;
    private int _page = 1;
    private int _most = MoreEvents;
    private ChannelLine? _channel;
    private bool _busy;

    [Parameter] public long ChannelId { get; set; }

    [SupplyParameterFromQuery] private string? State { get; set; }

    [Inject] public required IStringLocalizer<ChannelsText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required ChannelService Service { get; init; }
    [Inject] public required ChannelLister Lister { get; init; }
    [Inject] public required ChannelKeyService Pool { get; init; }
    [Inject] public required ChannelTester Tester { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    private string Summary => string.Join(", ", Enum.GetValues<PooledKeyState>()
        .Select(state => (Name: Text["Key" + state].Value, Count: (_keys ?? []).Count(key => key.State == state)))
        .Where(state => state.Count > 0).Select(state => $"{state.Name} {state.Count}"));

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _channel = await Lister.FindAsync(ChannelId);
        _name = _channel?.Name;
        _missing = _channel is null ? Text[nameof(ChannelsText.NoSuchChannel)].Value : null;
        _keys = await Pool.ListAsync(ChannelId) ?? [];
        _events = await Service.EventsAsync(ChannelId, _most);
        var state = EnumWord.Find<PooledKeyState>(State);
        _shown = [.. _keys.Where(key => state is null || key.State == state)];
        _chosen.IntersectWith(_shown.Select(key => key.Id));
        _page = Math.Clamp(_page, 1, Math.Max(1, (_shown.Count + PageSize - 1) / PageSize));
    }

    private async Task ShowMoreAsync()
    {
        _most += MoreEvents;
        _events = await Service.EventsAsync(ChannelId, _most);
    }

    private void Choose(long id, bool chosen)
    {
        if (chosen)
        {
            _chosen.Add(id);
        }
        else
        {
            _chosen.Remove(id);
        }
    }

    private void ChooseAll(bool chosen)
    {
        _chosen.Clear();
        if (chosen)
        {
            _chosen.UnionWith(_shown.Select(key => key.Id));
        }
    }

    private async Task AddAsync()
    {
        var dialog = await Dialogs.ShowAsync<AddKeysDialog>(
            Text[nameof(ChannelsText.AddKeys)], new DialogParameters { [nameof(AddKeysDialog.ChannelId)] = ChannelId, [nameof(AddKeysDialog.Provider)] = _channel?.Provider }, Form);
        if (await dialog.Result is { Canceled: false, Data: ValueTuple<int, int>(var added, var there) })
        {
            Snackbar.Add(there == 0 ? Text[nameof(ChannelsText.KeysAdded), added] : Text[nameof(ChannelsText.KeysAddedOf), added, there]);
            await LoadAsync();
        }
    }

    private async Task SwitchAsync(bool enabled)
    {
        var count = await Pool.SetEnabledAsync(ChannelId, _chosen, enabled);
        Snackbar.Add(Text[enabled ? nameof(ChannelsText.KeysEnabled) : nameof(ChannelsText.KeysDisabled), count]);
        await LoadAsync();
    }

    private async Task TestAsync()
    {
        _busy = true;
        var failed = 0;
        foreach (var id in _chosen.ToList())
        {
            var result = await Tester.TestAsync(ChannelId, keyId: id);
            failed += result?.Ok == true ? 0 : 1;
        }

        _busy = false;
        Snackbar.Add(Text[nameof(ChannelsText.TestedKeys), _chosen.Count, failed], failed == 0 ? Severity.Success : Severity.Warning);
        await LoadAsync();
    }

    private async Task RemoveAsync()
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            Text[nameof(ChannelsText.RemoveKeys)],
            Text[nameof(ChannelsText.RemoveKeysBody), _chosen.Count, (_keys ?? []).Where(key => _chosen.Contains(key.Id)).Sum(key => key.InFlight)].Value,
            yesText: Text[nameof(ChannelsText.RemoveKeys)],
            cancelText: Site[nameof(SiteText.Cancel)]);
        if (sure == true)
        {
            await Pool.RemoveAsync(ChannelId, _chosen);
            await LoadAsync();
        }
    }
}
