using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using PeppaApi.Accounts;
using PeppaApi.Components.Shared;
using PeppaApi.Ledger;
using PeppaApi.Resources;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Dashboard;

public sealed partial class Dashboard : IDisposable
{
    private const int Days = 14;
    private const int LastRequests = 10;
    private long _userId;
    private bool _paused;
    private LiveUpdate? _update;
    private Balance? _balance;
    private UsageTotals? _today;
    private IReadOnlyList<UsageDay> _days = [];
    private IReadOnlyList<UsageView>? _last;

    [Inject] public required IStringLocalizer<DashboardText> Text { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
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
        _update = new LiveUpdate(InvokeAsync, ReloadAsync, Time);
        Events.Recorded += OnRecorded;
    }

    private async Task LoadAsync()
    {
        _balance = await Balances.GetAsync(_userId);
        _today = await Usage.TotalsAsync(new UsageFilter(UserId: _userId, From: Zone.StartOfToday(Time.GetUtcNow())));
        _days = await Usage.DaysAsync(_userId, Days, Zone.Info);
        _last = (await Usage.ListAsync(new UsageFilter(UserId: _userId), 1, LastRequests)).Items;
    }

    /// <summary>Percent of the highest day; a day with any spending can be seen.</summary>
    private string Height(UsageDay day)
    {
        var most = Math.Max(1, _days.Max(other => other.Charged));
        var percent = day.Charged == 0 ? 0 : Math.Max(2, (double)day.Charged / most * 100);
        return percent.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task SwitchPauseAsync()
    {
        _paused = !_paused;
        if (!_paused)
        {
            await LoadAsync();
        }
    }

    private void OnRecorded(long userId)
    {
        if (userId == _userId && !_paused)
        {
            _update!.Request();
        }
    }

    private async Task ReloadAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }
}
