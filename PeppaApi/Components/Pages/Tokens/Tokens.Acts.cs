using MudBlazor;
using PeppaApi.Resources;
using PeppaApi.Tokens;

namespace PeppaApi.Components.Pages.Tokens;

public sealed partial class Tokens
{
    private static readonly DialogOptions Form = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    // The key cannot be lost by a stray click or key.
    private static readonly DialogOptions Firm = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = false, BackdropClick = false };

    private async Task CreateAsync()
    {
        var dialog = await Dialogs.ShowAsync<TokenDialog>(
            Text[nameof(TokensText.Create)], new DialogParameters { [nameof(TokenDialog.UserId)] = _userId }, Form);
        if (await dialog.Result is { Canceled: false, Data: IReadOnlyList<CreatedToken> created })
        {
            await LoadAsync();
            await ShowKeysAsync(created, note: null);
        }
    }

    private async Task EditAsync(TokenView token)
    {
        var dialog = await Dialogs.ShowAsync<TokenDialog>(
            Text[nameof(TokensText.EditTitle)],
            new DialogParameters { [nameof(TokenDialog.UserId)] = _userId, [nameof(TokenDialog.Token)] = await Service.GetAsync(_userId, token.Id) ?? token },
            Form);
        await dialog.Result;
        await LoadAsync();
    }

    private async Task RotateAsync(TokenView token)
    {
        var dialog = await Dialogs.ShowAsync<RotateDialog>(
            Text[nameof(TokensText.RotateTitle)], new DialogParameters { [nameof(RotateDialog.Token)] = token }, Form);
        if (await dialog.Result is { Canceled: false, Data: CreatedToken rotated })
        {
            await LoadAsync();
            await ShowKeysAsync([rotated], rotated.Token.PreviousKeyUntil is { } until
                ? Text[nameof(TokensText.RotatedUntil), Zone.Show(until, "g")]
                : Text[nameof(TokensText.RotatedNow)]);
        }
    }

    private Task<IDialogReference> ShowKeysAsync(IReadOnlyList<CreatedToken> created, string? note) => Dialogs.ShowAsync<KeyDialog>(
        created.Count == 1 ? Text[nameof(TokensText.KeyTitle)] : Text[nameof(TokensText.KeysTitle), created.Count],
        new DialogParameters { [nameof(KeyDialog.Tokens)] = created, [nameof(KeyDialog.Note)] = note },
        Firm);

    private async Task SwitchAsync(IReadOnlyList<TokenView> tokens, bool enabled)
    {
        // Undo switches back only those that this switches.
        List<TokenView> other = [.. tokens.Where(token => token.Enabled != enabled)];
        await SetEnabledAsync(other, enabled);
        if (other.Count > 0)
        {
            OfferUndo(
                Said(other, enabled ? nameof(TokensText.EnabledNow) : nameof(TokensText.DisabledNow), enabled ? nameof(TokensText.EnabledMany) : nameof(TokensText.DisabledMany)),
                () => SetEnabledAsync(other, !enabled));
        }
    }

    private async Task SetEnabledAsync(List<TokenView> tokens, bool enabled)
    {
        await Service.SetEnabledAsync(_userId, Ids(tokens), enabled);
        _chosen.Clear();
        await LoadAsync();
        StateHasChanged();
    }

    private async Task DeleteAsync(IReadOnlyList<TokenView> tokens)
    {
        await Service.DeleteAsync(_userId, Ids(tokens));
        _chosen.Clear();
        await LoadAsync();
        OfferUndo(Said(tokens, nameof(TokensText.DeletedOne), nameof(TokensText.DeletedMany)), () => RestoreAsync(tokens));
    }

    private async Task RestoreAsync(IReadOnlyList<TokenView> tokens)
    {
        var restored = await Service.RestoreAsync(_userId, Ids(tokens));
        await LoadAsync();
        StateHasChanged();
        Snackbar.Add(restored == tokens.Count ? Said(tokens, nameof(TokensText.RestoredOne), nameof(TokensText.RestoredMany)) : Text[nameof(TokensText.NotRestored)]);
    }

    private string Said(IReadOnlyList<TokenView> tokens, string one, string many) => tokens.Count == 1 ? Text[one, tokens[0].Name] : Text[many, tokens.Count];

    private void OfferUndo(string said, Func<Task> undo) => Snackbar.Add(said, Severity.Normal, options =>
    {
        options.VisibleStateDuration = 10_000;
        options.Action = Site[nameof(SiteText.Undo)];
        options.OnClick = _ => InvokeAsync(undo);
    });

    private static long[] Ids(IReadOnlyList<TokenView> tokens) => [.. tokens.Select(token => token.Id)];
}
