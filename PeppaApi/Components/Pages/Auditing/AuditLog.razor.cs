using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using PeppaApi.Auditing;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using Log = PeppaApi.Auditing.AuditLog;

namespace PeppaApi.Components.Pages.Auditing;

public sealed partial class AuditLog
{
    private const int PageSize = 50;
    private int? _total;
    private int _page = 1;
    private IReadOnlyList<AuditRecord> _records = [];
    private IReadOnlyList<string> _acts = [];

    [SupplyParameterFromQuery] private string? Search { get; set; }
    [SupplyParameterFromQuery] private string? Act { get; set; }
    [SupplyParameterFromQuery] private bool Suspicious { get; set; }

    [Inject] public required IStringLocalizer<AuditingText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required Log Records { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }

    private AuditFilter Filter => new(Search, Act, Suspicious);

    protected override async Task OnParametersSetAsync()
    {
        _page = 1;
        _acts = await Records.ActsAsync();
        await LoadAsync();
    }

    private async Task LoadAsync() => (_records, _total) = await Records.ListAsync(Filter, _page, PageSize);

    private string Name(string? act) => string.IsNullOrEmpty(act) ? Text[nameof(AuditingText.AnyAct)] : act;

    private Task TurnAsync(int page)
    {
        _page = page;
        return LoadAsync();
    }

    private async Task ExportAsync() => await Script.InvokeVoidAsync("peppa.download", "audit-log.csv", await Records.ExportAsync(Filter));
}
