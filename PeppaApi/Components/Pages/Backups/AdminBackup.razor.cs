using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Operations.Backups;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Backups;

public sealed partial class AdminBackup
{
    private IReadOnlyList<BackupView>? _backups;
    private InputException? _fault;
    private string? _error;
    private int _every;
    private int _keep;

    [Inject] public required IStringLocalizer<BackupText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required BackupService Service { get; init; }
    [Inject] public required OperatorSettings Settings { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    protected override void OnInitialized()
    {
        _backups = Service.List();
        Show(Settings.Get<BackupSettings>());
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Whoever comes back to the page while one is being made waits for it.
        if (firstRender && Service.IsRunning)
        {
            await MakeAsync();
            StateHasChanged();
        }
    }

    private async Task MakeAsync()
    {
        _error = null;
        try
        {
            var making = Service.MakeAsync();
            StateHasChanged();
            var made = await making;
            Snackbar.Add(Text[nameof(BackupText.Made), made.Name], Severity.Success);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            _error = Text[nameof(BackupText.Failed), exception.Message];
        }

        _backups = Service.List();
    }

    private async Task DeleteAsync(BackupView backup)
    {
        var left = _backups!.Count - 1;
        if (await Dialogs.ShowMessageBoxAsync(
            Text[nameof(BackupText.DeleteTitle)],
            Text[nameof(BackupText.DeleteBody), backup.Name, left].Value,
            yesText: Site[nameof(SiteText.Delete)],
            cancelText: Site[nameof(SiteText.Cancel)]) == true)
        {
            await Service.DeleteAsync(backup.Name);
            _backups = Service.List();
        }
    }

    private bool Bad(string field) => _fault?.Field == field;

    private void Show(BackupSettings settings) => (_every, _keep) = (settings.EveryHours, settings.Keep);

    private async Task SaveAsync()
    {
        _fault = null;
        try
        {
            Show(await Settings.SaveAsync(new BackupSettings(_every, _keep)));
            Snackbar.Add(Text[nameof(BackupText.Saved)], Severity.Success);
        }
        catch (InputException exception)
        {
            _fault = exception;
        }
    }

    private static string Megabytes(long bytes) => $"{(bytes / 1024.0 / 1024).ToString("N1", CultureInfo.CurrentCulture)} MB";
}
