using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using PeppaApi.Components.Shared;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Operations;
using PeppaApi.Resources;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Overview;

public sealed partial class AdminOverview
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _left = new();
    private OverviewRange _range;
    private PeppaApi.Usage.Overview? _overview;
    private Pulse? _pulse;
    private IReadOnlyList<Alert> _alerts = [];
    private IReadOnlyList<string> _labels = [];

    [SupplyParameterFromQuery] private string? Range { get; set; }

    [Inject] public required IStringLocalizer<OverviewText> Text { get; init; }
    [Inject] public required OverviewReader Overviews { get; init; }
    [Inject] public required PulseReader Pulses { get; init; }
    [Inject] public required AlertReader Alerts { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _range = EnumWord.Find<OverviewRange>(Range) ?? OverviewRange.Day;
        _overview = await Overviews.GetAsync(_range);
        _labels = [.. _overview.Bars.Select(bar => bar.Start.ToString(_range == OverviewRange.Day ? "HH:mm" : "MM-dd", CultureInfo.InvariantCulture))];
        await LookAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = LookOnAsync(_left.Token);
        }
    }

    private async Task LookAsync()
    {
        _pulse = await Pulses.ReadAsync();
        _alerts = Alerts.Of(_pulse, _overview!.Total);
    }

    /// <summary>What happens now is looked at again and again; the sums stay as they were when the page was opened.</summary>
    private async Task LookOnAsync(CancellationToken left)
    {
        using var timer = new PeriodicTimer(LookEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(left))
            {
                await InvokeAsync(async () =>
                {
                    await LookAsync();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has left the page.
        }
    }

    private double[] Values(Func<SiteFigures, double> figure) => [.. _overview!.Bars.Select(bar => figure(bar.Figures))];

    /// <summary>Against the time before; nothing where there was none.</summary>
    private string Change(long now, long before) =>
        before == 0 ? "" : Text[nameof(OverviewText.Change), ((double)(now - before) / before).ToString("+0.0%;-0.0%;0%", CultureInfo.CurrentCulture)];

    private string MarginShare(SiteFigures figures) =>
        figures.Charged == 0 ? "" : Text[nameof(OverviewText.MarginShare), ((double)figures.Margin / figures.Charged).ToString("P1", CultureInfo.CurrentCulture)];

    private static double Usd(long credit) => (double)Credit.ToUsd(credit);

    private static string Dollars(double usd) => "$" + usd.ToString(usd is > 0 and < 1 ? "0.######" : "#,0.00", CultureInfo.InvariantCulture);

    private static string Count(double value) => Math.Round(value, value < 4 ? 2 : 0).ToString("#,0.##", CultureInfo.CurrentCulture);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.CurrentCulture);

    private static string Megabytes(long bytes) => bytes >= 10L * 1024 * 1024 * 1024
        ? $"{(bytes / 1024.0 / 1024 / 1024).ToString("N1", CultureInfo.CurrentCulture)} GB"
        : $"{(bytes / 1024.0 / 1024).ToString("N1", CultureInfo.CurrentCulture)} MB";
}
