using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;
using PeppaApi.Channels;
using PeppaApi.Operations.Work;
using PeppaApi.Resources;
using PeppaApi.Settings;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Channels;

public sealed partial class Channels : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);
    private static readonly DialogOptions Form = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true };
    private readonly HashSet<long> _testing = [];
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<ChannelView>? _channels;
    private IReadOnlyList<ChannelView> _shown = [];
    private IReadOnlyDictionary<long, SiteFigures> _day = new Dictionary<long, SiteFigures>();
    private WorkView? _tests;

    [SupplyParameterFromQuery] private string? Tag { get; set; }

    [Inject] public required IStringLocalizer<ChannelsText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required ChannelService Service { get; init; }
    [Inject] public required ChannelTransfer Transfer { get; init; }
    [Inject] public required UpstreamQuestions Upstream { get; init; }
    [Inject] public required ChannelTester Tester { get; init; }
    [Inject] public required ChannelTests Tests { get; init; }
    [Inject] public required LongWork Work { get; init; }
    [Inject] public required OverviewReader Overviews { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = LookOnAsync(_left.Token);
        }
    }

    private async Task LoadAsync()
    {
        _channels = await Service.ListAsync();
        _tests = Work.Find(ChannelTests.Name);
        _day = (await Overviews.GetAsync(OverviewRange.Day)).Channels.ToDictionary(line => long.Parse(line.Key, CultureInfo.InvariantCulture), line => line.Figures);
        Show();
    }

    private void Show() => _shown = [.. (_channels ?? []).Where(channel => string.IsNullOrEmpty(Tag) || channel.Tags.Contains(Tag))];

    /// <summary>Load and state come from memory; the rest only changes by what is done here.</summary>
    private async Task LookOnAsync(CancellationToken left)
    {
        using var timer = new PeriodicTimer(LookEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(left))
            {
                await InvokeAsync(async () =>
                {
                    await LookAtTestsAsync();
                    _channels = [.. (_channels ?? []).Select(channel => channel with { Load = Service.LoadOf(channel.Id) })];
                    Show();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has left the page.
        }
    }

    private void ShowTag(string? tag) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("tag", string.IsNullOrEmpty(tag) ? null : tag), replace: true);

    private async Task EditAsync(ChannelView? channel)
    {
        var dialog = await Dialogs.ShowAsync<ChannelDialog>(
            Text[channel is null ? nameof(ChannelsText.Add) : nameof(ChannelsText.EditTitle)],
            new DialogParameters { [nameof(ChannelDialog.Channel)] = channel },
            Form);
        await ReloadAfterAsync(dialog, nameof(ChannelsText.Saved));
    }

    private async Task FetchModelsAsync(ChannelView channel)
    {
        var dialog = await Dialogs.ShowAsync<ModelsDialog>(
            Text[nameof(ChannelsText.FetchModels)], new DialogParameters { [nameof(ModelsDialog.Channel)] = channel }, Form);
        await ReloadAfterAsync(dialog, nameof(ChannelsText.Saved));
    }

    private async Task AskBalanceAsync(ChannelView channel)
    {
        try
        {
            var balance = await Upstream.BalanceAsync(channel.Id);
            Snackbar.Add(Text[nameof(ChannelsText.BalanceIs), channel.Name, balance?.Amount ?? 0, balance?.Currency ?? ""]);
        }
        catch (InputException exception)
        {
            Snackbar.Add(exception.Message, Severity.Warning);
        }
    }

    private async Task ImportAsync() => await ReloadAfterAsync(await Dialogs.ShowAsync<ImportDialog>(Text[nameof(ChannelsText.Import)], Form), nameof(ChannelsText.Imported));

    private async Task ReloadAfterAsync(IDialogReference dialog, string words)
    {
        if (await dialog.Result is { Canceled: false })
        {
            Snackbar.Add(Text[words]);
            await LoadAsync();
        }
    }

    private async Task ExportAsync() =>
        await Script.InvokeVoidAsync("peppa.download", "channels.json", ChannelTransfer.Export(_shown));

    private async Task CopyAsync(ChannelView channel)
    {
        await Transfer.CopyAsync(channel.Id);
        Snackbar.Add(Text[nameof(ChannelsText.Copied), channel.Name]);
        await LoadAsync();
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

    private async Task TestAllAsync() => _tests = await Tests.StartAsync(Tag);

    /// <summary>Says once how the tests went, to whoever watched them end.</summary>
    private async Task LookAtTestsAsync()
    {
        var before = _tests;
        _tests = Work.Find(ChannelTests.Name);
        if (before is { Running: true } && _tests is { Running: false } ended)
        {
            Snackbar.Add(Text[nameof(ChannelsText.TestedAll), ended.Done, ended.Failed], ended.Failed == 0 ? Severity.Success : Severity.Warning);
            await LoadAsync();
        }
    }

    private async Task SwitchAsync(ChannelView channel)
    {
        await Service.SetEnabledAsync(channel.Id, !channel.Enabled);
        await LoadAsync();
    }

    private async Task SwitchAllAsync(bool enabled)
    {
        var change = _shown.Where(channel => channel.Enabled != enabled).ToList();
        var body = enabled
            ? Text[nameof(ChannelsText.EnableBody), change.Count].Value
            : Text[nameof(ChannelsText.DisableBody), change.Count, change.Sum(channel => Service.LoadOf(channel.Id).InFlight)].Value;
        var button = Text[enabled ? nameof(ChannelsText.Enable) : nameof(ChannelsText.Disable)];
        if (await Dialogs.ShowMessageBoxAsync(button, body, yesText: button, cancelText: Site[nameof(SiteText.Cancel)]) == true)
        {
            foreach (var channel in change)
            {
                await Service.SetEnabledAsync(channel.Id, enabled);
            }

            await LoadAsync();
        }
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
