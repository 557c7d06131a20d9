using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Credits;
using PeppaApi.Ledger;
using PeppaApi.Resources;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Dashboard;

public sealed partial class Dashboard : IDisposable
{
    private const int Days = 14;
    private const int LastRequests = 10;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(500);
    private long _userId;
    private bool _paused;
    private int _waiting;
    private Balance? _balance;
    private UsageTotals? _today;
    private IReadOnlyList<UsageDay> _days = [];
    private IReadOnlyList<UsageView>? _last;
    private List<ChartSeries<decimal>> _series = [];
    private string[] _labels = [];

    [Inject] public required IStringLocalizer<DashboardText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required BalanceReader Balances { get; init; }
    [Inject] public required UsageReader Usage { get; init; }
    [Inject] public required UsageEvents Events { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    public void Dispose() => Events.Recorded -= OnRecorded;

    protected override async Task OnInitializedAsync()
    {
        _userId = (await Authentication).User.UserId();
        await LoadAsync();
        Events.Recorded += OnRecorded;
    }

    private async Task LoadAsync()
    {
        var midnight = new DateTimeOffset(Time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        _balance = await Balances.GetAsync(_userId);
        _today = await Usage.TotalsAsync(new UsageFilter(UserId: _userId, From: midnight));
        _days = await Usage.DaysAsync(_userId, Days);
        _last = (await Usage.ListAsync(new UsageFilter(UserId: _userId), 1, LastRequests)).Items;
        _labels = [.. _days.Select(day => day.Day.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture))];
        _series = [new ChartSeries<decimal> { Name = Text[nameof(DashboardText.Spent)], Data = _days.Select(day => Credit.ToUsd(day.Charged)).ToArray() }];
    }

    private async Task SwitchPauseAsync()
    {
        _paused = !_paused;
        if (!_paused)
        {
            await LoadAsync();
        }
    }

    /// <summary>Many requests in a moment make one update.</summary>
    private void OnRecorded(long userId)
    {
        if (userId == _userId && !_paused && Interlocked.Exchange(ref _waiting, 1) == 0)
        {
            _ = InvokeAsync(async () =>
            {
                await Task.Delay(Breath, Time);
                Volatile.Write(ref _waiting, 0);
                await LoadAsync();
                StateHasChanged();
            });
        }
    }
}
