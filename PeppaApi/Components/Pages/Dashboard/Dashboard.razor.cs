using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using PeppaApi.Accounts.Notices;
using PeppaApi.Components.Pages.Users;
using PeppaApi.Components.Shared;
using PeppaApi.Data;
using PeppaApi.Ledger;
using PeppaApi.Resources;
using PeppaApi.Tokens;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Dashboard;

public sealed partial class Dashboard : IDisposable
{
    private const int MostTokens = 50;
    private const int LastRequests = 10;
    private static readonly TimeSpan SlowBreath = TimeSpan.FromSeconds(5);
    private long _userId;
    private bool _paused;
    private LiveUpdate? _update;
    private LiveUpdate? _slowUpdate;
    private Balance? _balance;
    private UsageTotals _today = UsageTotals.None;
    private UsageTotals _month = UsageTotals.None;
    private IReadOnlyList<DashboardHint> _hints = [];
    private int _hintsBeyond;
    private int _version;
    private IReadOnlyList<UsageView>? _last;

    [SupplyParameterFromQuery] private string? Range { get; set; }
    [SupplyParameterFromQuery] private string? Show { get; set; }

    [Inject] public required IStringLocalizer<DashboardText> Text { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required BalanceReader Balances { get; init; }
    [Inject] public required TrendReader Trends { get; init; }
    [Inject] public required UsagePager Pager { get; init; }
    [Inject] public required TokenService Tokens { get; init; }
    [Inject] public required NoticeService Notices { get; init; }
    [Inject] public required UsageEvents Events { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    /// <summary>Whose pages these are, where not the reader's.</summary>
    [CascadingParameter] private ViewedUser? Viewed { get; set; }

    public void Dispose()
    {
        Events.Recorded -= OnRecorded;
        _update?.Dispose();
        _slowUpdate?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _userId = await ViewedUser.IdAsync(Viewed, Authentication);
        await LoadAsync();
        _update = new LiveUpdate(InvokeAsync, () => ShowAsync(LoadFiguresAsync), Time);
        _slowUpdate = new LiveUpdate(InvokeAsync, () => ShowAsync(LoadRestAsync), Time, SlowBreath);
        Events.Recorded += OnRecorded;
    }

    private OverviewRange ChosenRange => EnumWord.Find<OverviewRange>(Range) ?? OverviewRange.Month;

    private TrendFigure ChosenFigure => EnumWord.Find<TrendFigure>(Show) ?? TrendFigure.Spent;

    private async Task LoadAsync()
    {
        await LoadFiguresAsync();
        await LoadRestAsync();
    }

    /// <summary>What every request changes.</summary>
    private async Task LoadFiguresAsync()
    {
        _balance = await Balances.GetAsync(_userId);
        (_today, _month) = await Trends.NowAsync(_userId, Zone.Info);
        _last = (await Pager.FirstAsync(new UsageFilter(UserId: _userId), LastRequests)).Items;
    }

    /// <summary>Hints and charts: one request hardly changes them, and they cost more to read.</summary>
    private async Task LoadRestAsync()
    {
        var now = Time.GetUtcNow();
        var (tokens, total) = await Tokens.EndingAsync(_userId, now, DashboardHint.Around, MostTokens);
        _hints = DashboardHint.Of(_balance!, await Notices.GetAsync(_userId), tokens, now);
        _hintsBeyond = total - tokens.Count;
        _version++;
    }

    private static string Whole(long value) => value.ToString("N0", CultureInfo.CurrentCulture);

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
            _slowUpdate!.Request();
        }
    }

    private async Task ShowAsync(Func<Task> load)
    {
        await load();
        StateHasChanged();
    }
}
