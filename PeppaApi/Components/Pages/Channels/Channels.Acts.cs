using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using PeppaApi.Channels;
using PeppaApi.Operations.Board;
using PeppaApi.Operations.Work;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Channels;

/// <summary>What an operator does with the channels of the list.</summary>
public sealed partial class Channels
{
    private static readonly DialogOptions Form = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true };
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(300);
    private MudMenu? _more;

    [Inject] public required ChannelTransfer Transfer { get; init; }
    [Inject] public required UpstreamQuestions Upstream { get; init; }
    [Inject] public required ChannelTester Tester { get; init; }
    [Inject] public required ChannelTests Tests { get; init; }
    [Inject] public required ChannelChanges Changes { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }

    /// <summary>The menu would stay open behind a dialog until that is answered.</summary>
    private async Task FromMenuAsync(Func<Task> act)
    {
        await (_more?.CloseMenuAsync() ?? Task.CompletedTask);
        await act();
    }

    private Task ActAsync(ChannelLine channel, ChannelAct act) => act switch
    {
        ChannelAct.Test => TestAsync(channel),
        ChannelAct.Edit => WithAllOfAsync(channel, EditAsync),
        ChannelAct.Switch => SwitchAsync(channel),
        ChannelAct.FetchModels => WithAllOfAsync(channel, FetchModelsAsync),
        ChannelAct.AskBalance => AskBalanceAsync(channel),
        ChannelAct.Copy => CopyAsync(channel),
        _ => DeleteAsync(channel),
    };

    /// <summary>Does something with a channel as it is now; one that another operator deleted just goes from the list.</summary>
    private async Task WithAllOfAsync(ChannelLine channel, Func<ChannelView, Task> act)
    {
        if (await Service.GetAsync(channel.Id) is { } whole)
        {
            await act(whole);
        }
        else
        {
            Snackbar.Add(Text[nameof(ChannelsText.NoSuchChannel)], Severity.Warning);
            await LoadAsync();
        }
    }

    private async Task AddAsync() => await ReloadAfterAsync(await Dialogs.ShowAsync<ChannelDialog>(Text[nameof(ChannelsText.Add)], Form), nameof(ChannelsText.Saved));

    private async Task EditAsync(ChannelView channel) => await ReloadAfterAsync(
        await Dialogs.ShowAsync<ChannelDialog>(Text[nameof(ChannelsText.EditTitle)], new DialogParameters { [nameof(ChannelDialog.Channel)] = channel }, Form),
        nameof(ChannelsText.Saved));

    private async Task FetchModelsAsync(ChannelView channel) => await ReloadAfterAsync(
        await Dialogs.ShowAsync<ModelsDialog>(Text[nameof(ChannelsText.FetchModels)], new DialogParameters { [nameof(ModelsDialog.Channel)] = channel }, Form),
        nameof(ChannelsText.Saved));

    private async Task AskBalanceAsync(ChannelLine channel)
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
        await Script.InvokeVoidAsync("peppa.download", "channels.json", await Transfer.ExportAsync([.. Meant.Select(row => row.Channel.Id)]));

    private async Task WriteCsvAsync() => await Script.InvokeVoidAsync("peppa.download", "channels.csv", BoardCsv.Write(Meant));

    private async Task CopyAsync(ChannelLine channel)
    {
        await Transfer.CopyAsync(channel.Id);
        Snackbar.Add(Text[nameof(ChannelsText.Copied), channel.Name]);
        await LoadAsync();
    }

    private async Task TestAsync(ChannelLine channel)
    {
        _testing.Add(channel.Id);
        StateHasChanged();
        if (await Tester.TestAsync(channel.Id) is { } result)
        {
            Snackbar.Add(
                result.Ok ? Text[nameof(ChannelsText.TestOk), channel.Name, result.Milliseconds] : Text[nameof(ChannelsText.TestFailed), channel.Name, result.Error ?? ""],
                result.Ok ? Severity.Success : Severity.Error);
        }

        _testing.Remove(channel.Id);
        await LoadAsync();
    }

    private void TestAll() => _tests = Tests.Start([.. Meant.Select(row => row.Channel.Id)]);

    /// <summary>Says what many channels are given, and waits for a yes.</summary>
    private async Task ChangeAllAsync()
    {
        var meant = Meant;
        var parameters = new DialogParameters { [nameof(ChangeDialog.Tags)] = meant.SelectMany(row => row.Channel.Tags).Distinct().Order().ToList() };
        var dialog = await Dialogs.ShowAsync<ChangeDialog>(Text[nameof(ChannelsText.ChangeAll), meant.Count], parameters, Form);
        if (await dialog.Result is not { Canceled: false, Data: ChannelChange change })
        {
            return;
        }

        var button = Text[nameof(ChannelsText.ChangeAll), meant.Count];
        var what = string.Join(Text[nameof(ChannelsText.ChangeComma)], ChangeWords.Of(Text, change, meant.Sum(row => Service.LoadOf(row.Channel.Id).InFlight)));
        if (await Dialogs.ShowMessageBoxAsync(button, Text[nameof(ChannelsText.ChangeBody), meant.Count, what].Value, yesText: button, cancelText: Site[nameof(SiteText.Cancel)]) == true)
        {
            await StartChangeAsync([.. meant.Select(row => row.Channel.Id)], change);
        }
    }

    private async Task StartChangeAsync(IReadOnlyList<long> ids, ChannelChange change)
    {
        try
        {
            _changes = Changes.Start(ids, change) with { Running = true };
            // Few are done at once, perhaps already; many show how far they are.
            await Task.Delay(AtOnce, Time);
            await LookAtWorkAsync();
        }
        catch (InputException exception)
        {
            Snackbar.Add(exception.Message, Severity.Warning);
        }
    }

    /// <summary>Says once how tests and changes went, to whoever watched them end.</summary>
    private async Task LookAtWorkAsync()
    {
        var (tests, changes) = (_tests, _changes);
        (_tests, _changes) = (Work.Find(ChannelTests.Name), Work.Find(ChannelChanges.Name));
        var tested = SayEnd(tests, _tests, nameof(ChannelsText.TestedAll));
        if (SayEnd(changes, _changes, nameof(ChannelsText.ChangedAll)) || tested)
        {
            await LoadAsync();
        }
    }

    private bool SayEnd(WorkView? before, WorkView? after, string words)
    {
        if (before is not { Running: true } || after is not { Running: false } ended)
        {
            return false;
        }

        Snackbar.Add(Text[words, ended.Done, ended.Failed], ended.Failed == 0 ? Severity.Success : Severity.Warning);
        return true;
    }

    private async Task SwitchAsync(ChannelLine channel)
    {
        await Service.SetEnabledAsync(channel.Id, !channel.Enabled);
        await LoadAsync();
    }

    private async Task SwitchAllAsync(bool enabled)
    {
        var change = Meant.Where(row => row.Channel.Enabled != enabled).Select(row => row.Channel.Id).ToList();
        var body = enabled
            ? Text[nameof(ChannelsText.EnableBody), change.Count].Value
            : Text[nameof(ChannelsText.DisableBody), change.Count, change.Sum(id => Service.LoadOf(id).InFlight)].Value;
        var button = Text[enabled ? nameof(ChannelsText.Enable) : nameof(ChannelsText.Disable)];
        if (await Dialogs.ShowMessageBoxAsync(button, body, yesText: button, cancelText: Site[nameof(SiteText.Cancel)]) == true)
        {
            await Service.SetEnabledAsync(change, enabled);
            await LoadAsync();
        }
    }

    private async Task DeleteAsync(ChannelLine channel)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            Text[nameof(ChannelsText.DeleteTitle)],
            Text[nameof(ChannelsText.DeleteBody), channel.Name, _keys.GetValueOrDefault(channel.Id).All, channel.Models.Count].Value,
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
