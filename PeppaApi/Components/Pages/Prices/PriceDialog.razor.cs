using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Pricing;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Prices;

public sealed partial class PriceDialog
{
    private static readonly string[] NotHere = ["inputPerMillion", "outputPerMillion", "discount"];

    private static readonly PriceColumn[] Kinds = [.. PriceColumn.Figures.Where(column =>
        !NotHere.Contains(column.Name) && (column.Name.EndsWith("PerMillion", StringComparison.Ordinal) || column.Name.StartsWith("per", StringComparison.Ordinal)))];

    private string _model = "";
    private PriceForm _form = new();
    private bool _others;
    private long _seen;
    private IReadOnlyList<PriceView> _history = [];
    private InputException? _fault;
    private PriceView? _conflict;

    /// <summary>The price to follow on; none prices a new model.</summary>
    [Parameter] public PriceView? Price { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] public required IStringLocalizer<PricesText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required PriceService Service { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    private long InForce => _history.FirstOrDefault(version => version.EffectiveFrom <= Time.GetUtcNow())?.Id ?? 0;

    protected override async Task OnInitializedAsync()
    {
        _form = PriceForm.Of(Price);
        _others = Price is not null && Kinds.Any(column => column.Write(_form.Row).Length > 0);
        _others |= _form.Images.Length + _form.Tiers.Length > 0;
        if (Price is not null)
        {
            _model = Price.Model;
            await LoadHistoryAsync();
        }
    }

    private async Task LoadHistoryAsync()
    {
        _history = await Service.HistoryAsync(_model);
        _seen = _history.Count == 0 ? 0 : _history.Max(version => version.Id);
    }

    private bool IsVideo => _form.Row.Kind?.Trim() == "video";

    private string Label(PriceColumn column) => Text[column.Name == "perSecond" && IsVideo ? nameof(PricesText.PerSecondOfVideo) : "Field_" + column.Name];

    private bool Bad(string field) => _fault?.Field == field;

    private string State(PriceView version) => version.Id == InForce ? Text[nameof(PricesText.InForce)]
        : version.EffectiveFrom > Time.GetUtcNow() ? Text[nameof(PricesText.ToCome)] : "";

    private decimal? Usd(PriceColumn column) => PriceText.ParseUsd(column.Name, column.Write(_form.Row));

    private void Set(PriceColumn column, decimal? usd) => _form.Row = column.Read(_form.Row, PriceText.Usd(usd));

    private async Task SaveAsync(bool confirmZero)
    {
        (_fault, _conflict) = (null, null);
        try
        {
            await Service.PutAsync(_model, _form.ToSpec(confirmZero, Time.LocalTimeZone), _seen);
            Dialog.Close();
        }
        catch (InputException fault) when (fault.Field == "confirmZero")
        {
            await AskAsync();
        }
        catch (InputException fault)
        {
            _fault = fault;
            _others |= Kinds.Any(column => column.Name == fault.Field) || fault.Field is "imagePrices" or "tiers";
        }
        catch (PriceConflictException conflict)
        {
            // Who has seen it may set theirs over it.
            await LoadHistoryAsync();
            _conflict = conflict.Latest;
        }
    }

    private async Task AskAsync()
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            Text[nameof(PricesText.ZeroTitle)], Text[nameof(PricesText.ZeroBody), _model].Value,
            yesText: Text[nameof(PricesText.ZeroYes)], cancelText: Site[nameof(SiteText.Cancel)]);
        if (sure == true)
        {
            await SaveAsync(confirmZero: true);
        }
    }
}
