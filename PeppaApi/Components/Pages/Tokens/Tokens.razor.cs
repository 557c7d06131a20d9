using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;
using PeppaApi.Components.Pages.Users;
using PeppaApi.Components.Shared;
using PeppaApi.Data;
using PeppaApi.Resources;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Components.Pages.Tokens;

/// <summary>The list: what is looked for and chosen. What is done to tokens is in the other part.</summary>
public sealed partial class Tokens
{
    private const int PageSize = 25;
    private readonly Dictionary<long, TokenView> _chosen = [];
    private long _userId;
    private int? _total;
    private IReadOnlyList<TokenView> _tokens = [];

    [SupplyParameterFromQuery] private string? Search { get; set; }
    [SupplyParameterFromQuery] private string? State { get; set; }
    [SupplyParameterFromQuery] private string? Order { get; set; }
    [SupplyParameterFromQuery] private int? Page { get; set; }

    [Inject] public required IStringLocalizer<TokensText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required TokenService Service { get; init; }
    [Inject] public required RelayAddresses Addresses { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    /// <summary>Whose pages these are, where not the reader's.</summary>
    [CascadingParameter] private ViewedUser? Viewed { get; set; }

    private int PageNumber => Math.Max(1, Page ?? 1);

    private bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || Query.State is not null;

    private TokenQuery Query => new(Search, EnumWord.Find<TokenState>(State), EnumWord.Find<TokenOrder>(Order) ?? TokenOrder.Newest);

    protected override async Task OnParametersSetAsync()
    {
        _userId = await ViewedUser.IdAsync(Viewed, Authentication);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        (_tokens, _total) = await Service.ListAsync(_userId, PageNumber, PageSize, Query);
        // What is shown anew is chosen as it is now.
        foreach (var token in _tokens.Where(token => _chosen.ContainsKey(token.Id)))
        {
            _chosen[token.Id] = token;
        }
    }

    private void Go(string name, string? value)
    {
        _chosen.Clear();
        Navigation.Filter(name, value, "page");
    }

    private string StateName(string? state) => state switch
    {
        nameof(TokenState.Enabled) => Site[nameof(SiteText.Enabled)],
        nameof(TokenState.Disabled) => Site[nameof(SiteText.Disabled)],
        nameof(TokenState.Expired) => Text[nameof(TokensText.Expired)],
        _ => Text[nameof(TokensText.AnyState)],
    };

    private void Choose(TokenView token, bool chosen)
    {
        if (!chosen)
        {
            _chosen.Remove(token.Id);
        }
        else if (_chosen.Count < TokenService.MostChosen)
        {
            _chosen[token.Id] = token;
        }
    }

    private void ChoosePage(ChangeEventArgs change)
    {
        foreach (var token in _tokens)
        {
            Choose(token, change.Value is true);
        }
    }

    private async Task ChooseAllAsync()
    {
        foreach (var token in await Service.AllAsync(_userId, Query))
        {
            Choose(token, true);
        }
    }

    private async Task ExportAsync() => await Script.InvokeVoidAsync(
        "peppa.download", $"tokens-{Zone.Show(Time.GetUtcNow(), "yyyyMMdd")}.csv", TokenExport.ToCsv(_chosen.Values.OrderByDescending(token => token.Id)));
}
