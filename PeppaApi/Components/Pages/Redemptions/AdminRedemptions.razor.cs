using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Redemptions;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Redemptions;

public sealed partial class AdminRedemptions
{
    private const int PageSize = 25;
    private static readonly DialogOptions Form = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };
    private static readonly DialogOptions Wide = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true };

    // The codes cannot be lost by a stray click or key.
    private static readonly DialogOptions Firm = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = false, BackdropClick = false };
    private int? _total;
    private int _page = 1;
    private IReadOnlyList<RedemptionBatchView> _batches = [];

    [Inject] public required IStringLocalizer<RedemptionsText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required RedemptionBatches Service { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => (_batches, _total) = await Service.ListAsync(_page, PageSize);

    private Task TurnAsync(int page)
    {
        _page = page;
        return LoadAsync();
    }

    private async Task CreateAsync()
    {
        var dialog = await Dialogs.ShowAsync<BatchDialog>(Text[nameof(RedemptionsText.Create)], Form);
        if (await dialog.Result is { Canceled: false, Data: CreatedRedemptionBatch created })
        {
            await LoadAsync();
            await Dialogs.ShowAsync<ExportDialog>(
                Text[nameof(RedemptionsText.ExportTitle)], new DialogParameters { [nameof(ExportDialog.Batch)] = created }, Firm);
        }
    }

    private async Task ShowCodesAsync(RedemptionBatchView batch)
    {
        var dialog = await Dialogs.ShowAsync<CodesDialog>(batch.Name, new DialogParameters { [nameof(CodesDialog.BatchId)] = batch.Id }, Wide);
        await dialog.Result;
        await LoadAsync();
    }

    private async Task SwitchAsync(RedemptionBatchView batch, bool enabled)
    {
        var changed = await Service.SetBatchEnabledAsync(batch.Id, enabled);
        Snackbar.Add(Text[enabled ? nameof(RedemptionsText.EnabledNow) : nameof(RedemptionsText.DisabledNow), changed]);
        await LoadAsync();
    }

    private async Task DeleteAsync(RedemptionBatchView batch)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            Text[nameof(RedemptionsText.DeleteTitle)],
            Text[nameof(RedemptionsText.DeleteBody), batch.Count - batch.Redeemed, batch.Name].Value,
            yesText: Site[nameof(SiteText.Delete)],
            cancelText: Site[nameof(SiteText.Cancel)]);
        if (sure == true)
        {
            Snackbar.Add(Text[nameof(RedemptionsText.Deleted), await Service.DeleteUnusedAsync(batch.Id)]);
            await LoadAsync();
        }
    }
}
