using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Components.Shared;
using PeppaApi.Resources;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Components.Pages.Tokens;

/// <summary>Makes one token or many, and closes with them; or edits one.</summary>
public sealed partial class TokenDialog
{
    private TokenForm _form = new(null);
    private bool _busy;
    private InputException? _error;

    [Parameter] public long UserId { get; set; }

    /// <summary>The token to edit; none makes new ones.</summary>
    [Parameter] public TokenView? Token { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] public required IStringLocalizer<TokensText> Text { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required TokenService Service { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    private string NameHint => _form.Names is { } names ? Text[nameof(TokensText.NamesHint), names.First, names.Last] : Text[nameof(TokensText.NameHint)];

    private string ButtonName =>
        !_form.IsNew ? Text[nameof(TokensText.SaveButton)]
        : _form.Count > 1 ? Text[nameof(TokensText.CreateMany), _form.Count]
        : Text[nameof(TokensText.Create)];

    protected override void OnInitialized() => _form = new TokenForm(Token);

    private bool Bad(string field) => _error?.Field == field;

    private string ExpiryName(int choice) => choice switch
    {
        TokenForm.Keep => Text[nameof(TokensText.ExpiryKeep), Zone.Show(Token!.ExpiresAt!.Value, "g")],
        TokenForm.Never => Text[nameof(TokensText.ExpiryNever)],
        TokenForm.OnDay => Text[nameof(TokensText.ExpiryOnDay)],
        _ => Text[$"Expiry{choice}"],
    };

    private async Task SaveAsync()
    {
        (_busy, _error) = (true, null);
        try
        {
            var spec = _form.ToSpec(Time.GetUtcNow(), Zone.Info, Text[nameof(TokensText.DayMissing)]);
            if (Token is null)
            {
                Dialog.Close(await Service.CreateManyAsync(UserId, spec, _form.Count));
            }
            else
            {
                // Whether it is in use is not asked here, and may have changed meanwhile.
                await Service.UpdateAsync(UserId, Token.Id, before => spec with { Enabled = before.Enabled });
                Dialog.Close();
            }
        }
        catch (InputException exception)
        {
            _error = exception;
        }
        finally
        {
            _busy = false;
        }
    }
}
