using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using PeppaApi.Channels;
using PeppaApi.Components.Shared;
using PeppaApi.Data;
using PeppaApi.Operations.Board;
using PeppaApi.Operations.Work;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Channels;

/// <summary>What is shown, and which part of it; what is done with it is in the other file.</summary>
public sealed partial class Channels : IDisposable
{
    private const int PageSize = 50;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);
    private readonly HashSet<long> _testing = [];
    private readonly HashSet<long> _chosen = [];
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<BoardRow>? _all;
    private IReadOnlyList<BoardRow> _found = [];
    private IReadOnlyList<BoardRow> _shown = [];
    private IReadOnlyDictionary<long, KeyCount> _keys = new Dictionary<long, KeyCount>();
    private IReadOnlyList<(string Name, string Title)> _columnNames = [];
    private IReadOnlySet<string> _columns = ChannelColumns.Usual;
    private WorkView? _tests;
    private WorkView? _changes;

    [SupplyParameterFromQuery] private string? Search { get; set; }
    [SupplyParameterFromQuery] private string? State { get; set; }
    [SupplyParameterFromQuery] private string? Vendor { get; set; }
    [SupplyParameterFromQuery] private string? Tag { get; set; }
    [SupplyParameterFromQuery] private string? Group { get; set; }
    [SupplyParameterFromQuery] private string? Sort { get; set; }
    [SupplyParameterFromQuery] private int? Page { get; set; }

    [Inject] public required IStringLocalizer<ChannelsText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required ChannelBoard Board { get; init; }
    [Inject] public required ChannelLister Lister { get; init; }
    [Inject] public required ChannelService Service { get; init; }
    [Inject] public required LongWork Work { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    private BoardQuery Query => new(
        Search,
        EnumWord.Find<ChannelCondition>(State),
        Vendor,
        Tag,
        Group,
        EnumWord.Find<BoardOrder>(Sort?.TrimStart('-')) ?? BoardOrder.Priority,
        Sort?.StartsWith('-') == true);

    private int CurrentPage => Math.Clamp(Page ?? 1, 1, Math.Max(1, (_found.Count + PageSize - 1) / PageSize));

    /// <summary>What an act on many is about: those that were chosen, else all that the filters find.</summary>
    private IReadOnlyList<BoardRow> Meant => _chosen.Count == 0 ? _found : [.. (_all ?? []).Where(row => _chosen.Contains(row.Channel.Id))];

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    protected override void OnInitialized() => _columnNames = [.. ChannelColumns.All.Select(column => (column.Name, Text[column.Title].Value))];

    protected override Task OnParametersSetAsync() => _all is null ? LoadAsync() : ShowAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = LookOnAsync(_left.Token);
        }
    }

    private async Task LoadAsync()
    {
        var all = await Board.ReadAsync();
        _chosen.IntersectWith(all.Select(row => row.Channel.Id));
        (_all, _tests, _changes) = (all, Work.Find(ChannelTests.Name), Work.Find(ChannelChanges.Name));
        await ShowAsync();
    }

    private async Task ShowAsync()
    {
        _found = Query.Apply(_all ?? []);
        IReadOnlyList<BoardRow> shown = [.. _found.Skip((CurrentPage - 1) * PageSize).Take(PageSize)];
        _keys = await Lister.CountKeysAsync([.. shown.Select(row => row.Channel.Id)]);
        _shown = shown;
    }

    /// <summary>Load and state come from memory; the rest only changes by what is done here. Rows stay where they are.</summary>
    private async Task LookOnAsync(CancellationToken left)
    {
        using var timer = new PeriodicTimer(LookEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(left))
            {
                await InvokeAsync(async () =>
                {
                    await LookAtWorkAsync();
                    _shown = [.. _shown.Select(row => row with { Channel = row.Channel with { Load = Service.LoadOf(row.Channel.Id) } })];
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has left the page.
        }
    }

    /// <summary>A second click turns the order round; the third is the usual one again.</summary>
    private void SortBy(BoardOrder order)
    {
        var sort = Query.Order != order ? order.ToString() : Query.Reversed ? null : "-" + order;
        Navigation.Filter("sort", sort, "page");
    }

    private void Choose(BoardRow row, bool chosen)
    {
        if (chosen)
        {
            _chosen.Add(row.Channel.Id);
        }
        else
        {
            _chosen.Remove(row.Channel.Id);
        }
    }

    private void ChoosePage(bool chosen)
    {
        foreach (var row in _shown)
        {
            Choose(row, chosen);
        }
    }
}
