using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using PeppaApi.Components.Pages.Users;
using PeppaApi.Components.Shared;
using PeppaApi.Resources;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Usage;

public sealed partial class UsageList
{
    private const int PageSize = 25;
    private const int LongestTail = 100;
    private readonly CancellationTokenSource _left = new();
    private readonly HashSet<string> _fresh = [];
    private IReadOnlyList<(string Name, string Title)> _all = [];
    private IReadOnlySet<string> _columns = UsageColumns.Usual;
    private UsageFilter _filter = new();
    private UsagePage? _page;
    private UsageTotals? _totals;
    private bool _live = true;
    private LiveUpdate? _update;
    private int _version;
    private long? _userId;

    [Parameter] public bool ForOperator { get; set; }

    [SupplyParameterFromQuery] private string? Model { get; set; }
    [SupplyParameterFromQuery] private string? RequestId { get; set; }
    [SupplyParameterFromQuery] private string? Status { get; set; }
    [SupplyParameterFromQuery] private string? Range { get; set; }
    [SupplyParameterFromQuery] private string? From { get; set; }
    [SupplyParameterFromQuery] private string? To { get; set; }
    [SupplyParameterFromQuery] private long? Token { get; set; }
    [SupplyParameterFromQuery] private long? User { get; set; }
    [SupplyParameterFromQuery] private long? Channel { get; set; }
    [SupplyParameterFromQuery] private string? Before { get; set; }
    [SupplyParameterFromQuery] private string? After { get; set; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    /// <summary>Whose pages these are, where not the reader's.</summary>
    [CascadingParameter] private ViewedUser? Viewed { get; set; }

    [Inject] public required IStringLocalizer<UsageText> Text { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required UsageReader Reader { get; init; }
    [Inject] public required UsagePager Pager { get; init; }
    [Inject] public required UsageEvents Events { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    private UsageQuery Query => new(Model, RequestId, Status, Range, From, To, Token, ForOperator ? User : _userId, ForOperator ? Channel : null);

    /// <summary>What is new comes to the front of the first page alone.</summary>
    private bool MayBeLive => UsageCursor.Parse(Before) is null && UsageCursor.Parse(After) is null && Query.IsOpen;

    private bool IsLive => _live && MayBeLive;

    private string Here => new Uri(Navigation.Uri).AbsolutePath;

    public void Dispose()
    {
        Events.Recorded -= OnRecorded;
        _update?.Dispose();
        _left.Cancel();
        _left.Dispose();
    }

    protected override void OnInitialized()
    {
        _all = [.. UsageColumns.For(ForOperator).Select(column => (column.Name, Text[column.Title].Value))];
        _update = new LiveUpdate(InvokeAsync, CatchUpAsync, Time);
        Events.Recorded += OnRecorded;
    }

    protected override async Task OnParametersSetAsync()
    {
        _userId = ForOperator ? null : await ViewedUser.IdAsync(Viewed, Authentication);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var version = ++_version;
        _totals = null;
        _filter = Query.ToFilter(Zone, Time.GetUtcNow());
        var page = UsageCursor.Parse(After) is { } after ? await Pager.NewerAsync(_filter, after, PageSize, _left.Token)
            : UsageCursor.Parse(Before) is { } before ? await Pager.OlderAsync(_filter, before, PageSize, _left.Token)
            : await Pager.FirstAsync(_filter, PageSize, _left.Token);
        if (version != _version)
        {
            return;
        }

        _page = page;
        _fresh.Clear();
        // The rows do not wait for the sums, nor the first picture of the page.
        if (RendererInfo.IsInteractive)
        {
            StateHasChanged();
            await AddUpAsync(version);
        }
    }

    private async Task AddUpAsync(int version)
    {
        var totals = await Reader.TotalsAsync(_filter, _left.Token);
        _totals = version == _version ? totals : _totals;
    }

    private Task SwitchLiveAsync(bool live)
    {
        _live = live;
        return live ? LoadAsync() : Task.CompletedTask;
    }

    private void OnRecorded(long userId)
    {
        if ((_userId is null || userId == _userId) && IsLive && RendererInfo.IsInteractive)
        {
            _update!.Request();
        }
    }

    private async Task CatchUpAsync()
    {
        if (!IsLive)
        {
            return;
        }

        try
        {
            var version = _version;
            var come = _page is { Items: [var latest, ..] } ? await Pager.NewerAsync(_filter, UsageCursor.Of(latest), LongestTail, _left.Token) : null;
            if (come is null or { HasNewer: true })
            {
                // Nothing to go on from, or more than a tail holds: what is newest would not be shown.
                await LoadAsync();
            }
            else if (come.Items.Count > 0 && version == _version && _page is { } shown)
            {
                _fresh.UnionWith(come.Items.Select(record => record.RequestId));
                var rows = come.Items.Concat(shown.Items).ToList();
                _page = new UsagePage([.. rows.Take(LongestTail)], false, shown.HasOlder || rows.Count > LongestTail);
                await AddUpAsync(version);
            }

            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // The reader has left the page.
        }
    }

    private void Turn(UsageView? before, UsageView? after) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["before"] = before is null ? null : UsageCursor.Of(before).ToString(),
        ["after"] = after is null ? null : UsageCursor.Of(after).ToString(),
    }));

    private static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);
}
