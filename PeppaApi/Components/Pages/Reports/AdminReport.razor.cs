using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using PeppaApi.Components.Shared;
using PeppaApi.Data;
using PeppaApi.Resources;
using PeppaApi.Settings;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Reports;

public sealed partial class AdminReport
{
    private DateOnly _from;
    private DateOnly _to;
    private ReportBy _by;
    private Report? _report;
    private string? _error;

    [SupplyParameterFromQuery] private string? From { get; set; }
    [SupplyParameterFromQuery] private string? To { get; set; }
    [SupplyParameterFromQuery] private string? By { get; set; }

    [Inject] public required IStringLocalizer<ReportsText> Text { get; init; }
    [Inject] public required ReportReader Reports { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        _to = Parse(To) ?? Reports.Today;
        _from = Parse(From) ?? new DateOnly(_to.Year, _to.Month, 1);
        _by = EnumWord.Find<ReportBy>(By) ?? ReportBy.Day;
        try
        {
            (_report, _error) = (await Reports.GetAsync(_from, _to, _by), null);
        }
        catch (InputException)
        {
            (_report, _error) = (null, Text[nameof(ReportsText.BadRange)]);
        }
    }

    private void Go(string name, string? value) => Navigation.Filter(name, value);

    private async Task SaveAsync() => await Script.InvokeVoidAsync("peppa.download", ReportCsv.FileName(_report!), ReportCsv.Write(_report!));

    /// <summary>Percent of the highest day; a day with any revenue can be seen.</summary>
    private string Height(ReportLine line)
    {
        var most = Math.Max(1, _report!.Lines.Max(other => other.Usage.Charged));
        var percent = line.Usage.Charged == 0 ? 0 : Math.Max(2, (double)line.Usage.Charged / most * 100);
        return percent.ToString("0.#", CultureInfo.InvariantCulture);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
