using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using PeppaApi.Accounts;
using PeppaApi.Channels;
using PeppaApi.Components.Shared;
using PeppaApi.Data;
using PeppaApi.Drawing;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Drawings;

public sealed partial class DrawingList : IDisposable
{
    private const int PageSize = 24;
    private long _userId;
    private LiveUpdate? _update;
    private int? _total;
    private IReadOnlyList<TaskView> _rows = [];
    private IReadOnlyList<(long Id, string Name)> _channels = [];

    /// <summary>Whether these are everybody's, in a table with what operators do.</summary>
    [Parameter] public bool ForOperator { get; set; }

    [SupplyParameterFromQuery] private string? State { get; set; }
    [SupplyParameterFromQuery] private string? Act { get; set; }
    [SupplyParameterFromQuery] private string? Range { get; set; }
    [SupplyParameterFromQuery] private string? Search { get; set; }
    [SupplyParameterFromQuery] private long? Channel { get; set; }
    [SupplyParameterFromQuery] private int? Page { get; set; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject] public required IStringLocalizer<DrawingsText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required TaskReader Reader { get; init; }
    [Inject] public required ChannelLister Channels { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }
    [Inject] public required TimeProvider Time { get; init; }
    [Inject] private TaskEvents Events { get; init; } = null!;

    private int PageNumber => Math.Max(1, Page ?? 1);

    private string Here => new Uri(Navigation.Uri).AbsolutePath;

    private bool IsFiltered => !string.IsNullOrEmpty(State) || !string.IsNullOrEmpty(Act) || !string.IsNullOrEmpty(Range) || !string.IsNullOrEmpty(Search) || Channel is not null;

    private TaskFilter Filter => new(
        UserId: ForOperator ? null : _userId,
        Phase: EnumWord.Find<TaskPhase>(State),
        Action: Act,
        ChannelId: ForOperator ? Channel : null,
        Search: Search,
        From: Zone.Since(Range, Time.GetUtcNow()),
        WithDeleted: ForOperator);

    public void Dispose()
    {
        Events.Moved -= OnMoved;
        _update?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _userId = (await Authentication).User.UserId();
        _channels = ForOperator ? await Channels.NamesAsync() : [];
        _update = new LiveUpdate(InvokeAsync, ReloadAsync, Time);
        Events.Moved += OnMoved;
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync() => (_rows, _total) = await Reader.ListAsync(Filter, PageNumber, PageSize);

    private void Go(string name, string? value) => Navigation.Filter(name, value, "page");

    private string StateName(string? state) => Text[string.IsNullOrEmpty(state) ? nameof(DrawingsText.AnyState) : "State" + state];

    private string ActionName(string? action) => string.IsNullOrEmpty(action) ? Text[nameof(DrawingsText.AnyAction)] : DrawingWords.Action(Text, action);

    private string RangeName(string? range) => Text[string.IsNullOrEmpty(range) ? nameof(DrawingsText.AllTime) : "Range" + range];

    private string ChannelName(long? id) => id is null ? Text[nameof(DrawingsText.AnyChannel)] : _channels.FirstOrDefault(channel => channel.Id == id) is { Name: { } name } ? name : $"{id}";

    private async Task ExportAsync() => await Script.InvokeVoidAsync("peppa.download", "drawings.csv", await Reader.ExportAsync(Filter));

    private void OnMoved(long userId)
    {
        if (ForOperator || userId == _userId)
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
