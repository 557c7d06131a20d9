using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Credits;
using PeppaApi.Resources;
using PeppaApi.Tokens;

namespace PeppaApi.Components.Pages.Tokens;

public sealed partial class Tokens
{
    private const int PageSize = 25;
    private static readonly DialogOptions Form = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    // The key cannot be lost by a stray click or key.
    private static readonly DialogOptions Firm = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = false, BackdropClick = false };
    private long _userId;
    private int? _total;
    private int _page = 1;
    private IReadOnlyList<TokenView> _tokens = [];

    [Inject] public required IStringLocalizer<TokensText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required TokenService Service { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _userId = (await Authentication).User.UserId();
        await LoadAsync();
    }

    private async Task LoadAsync() => (_tokens, _total) = await Service.ListAsync(_userId, _page, PageSize);

    private Task TurnAsync(int page)
    {
        _page = page;
        return LoadAsync();
    }

    private bool IsExpired(TokenView token) => token.ExpiresAt <= Time.GetUtcNow();

    private async Task CreateAsync()
    {
        var dialog = await Dialogs.ShowAsync<TokenDialog>(
            Text[nameof(TokensText.Create)], new DialogParameters { [nameof(TokenDialog.UserId)] = _userId }, Form);
        if (await dialog.Result is { Canceled: false, Data: CreatedToken created })
        {
            await LoadAsync();
            await Dialogs.ShowAsync<KeyDialog>(
                Text[nameof(TokensText.KeyTitle)], new DialogParameters { [nameof(KeyDialog.Key)] = created.Key }, Firm);
        }
    }

    private async Task EditAsync(TokenView token)
    {
        var dialog = await Dialogs.ShowAsync<TokenDialog>(
            Text[nameof(TokensText.EditTitle)],
            new DialogParameters { [nameof(TokenDialog.UserId)] = _userId, [nameof(TokenDialog.Token)] = token },
            Form);
        await dialog.Result;
        await LoadAsync();
    }

    private async Task SwitchAsync(TokenView token, bool enabled, bool undoable)
    {
        await Service.SetEnabledAsync(_userId, token.Id, enabled);
        await LoadAsync();
        StateHasChanged();
        if (undoable)
        {
            Snackbar.Add(Text[enabled ? nameof(TokensText.EnabledNow) : nameof(TokensText.DisabledNow), token.Name], Severity.Normal, options =>
            {
                options.VisibleStateDuration = 10_000;
                options.Action = Site[nameof(SiteText.Undo)];
                options.OnClick = _ => InvokeAsync(() => SwitchAsync(token, !enabled, undoable: false));
            });
        }
    }

    private async Task DeleteAsync(TokenView token)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            Text[nameof(TokensText.DeleteTitle)],
            Text[nameof(TokensText.DeleteBody), token.Name, CreditFormat.Balance(token.Spent)].Value,
            yesText: Site[nameof(SiteText.Delete)],
            cancelText: Site[nameof(SiteText.Cancel)]);
        if (sure == true)
        {
            await Service.DeleteAsync(_userId, token.Id);
            Snackbar.Add(Text[nameof(TokensText.Deleted)]);
            await LoadAsync();
        }
    }
}
