using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Components.Shared;
using PeppaApi.Credits;
using PeppaApi.Resources;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Components.Pages.Tokens;

public sealed partial class TokenDialog
{
    private const int Keep = -1;
    private string _name = "";
    private decimal? _limit;
    private int _days;
    private string _models = "";
    private string _addresses = "";
    private LimitForm _limits = new(new LimitsInput());
    private bool _busy;
    private InputException? _error;

    [Parameter] public long UserId { get; set; }

    /// <summary>The token to edit; none makes a new one.</summary>
    [Parameter] public TokenView? Token { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] public required IStringLocalizer<TokensText> Text { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required TokenService Service { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    private IEnumerable<int> Choices => Token?.ExpiresAt is null ? [0, 1, 7, 30, 365] : [Keep, 0, 1, 7, 30, 365];

    protected override void OnInitialized()
    {
        if (Token is not null)
        {
            _name = Token.Name;
            _limit = Token.Limit is { } limit ? Credit.ToUsd(limit) : null;
            _days = Token.ExpiresAt is null ? 0 : Keep;
            _models = Lines.Join(Token.Models);
            _addresses = Lines.Join(Token.AllowedAddresses);
            _limits = new LimitForm(LimitsInput.Of(Token.Limits));
        }
    }

    private string ExpiryName(int days) => days switch
    {
        Keep => Text[nameof(TokensText.ExpiryKeep), Zone.Show(Token!.ExpiresAt!.Value, "g")],
        0 => Text[nameof(TokensText.ExpiryNever)],
        _ => Text[$"Expiry{days}"],
    };

    private async Task SaveAsync()
    {
        _busy = true;
        _error = null;
        try
        {
            var expiry = _days switch
            {
                Keep => Token!.ExpiresAt,
                0 => null,
                _ => (DateTimeOffset?)Time.GetUtcNow().AddDays(_days),
            };
            var spec = new TokenSpec(_name, _limit, expiry, Lines.Split(_models), Lines.Split(_addresses), Token?.Enabled ?? true, _limits.ToInput());
            if (Token is null)
            {
                Dialog.Close(await Service.CreateAsync(UserId, spec));
            }
            else
            {
                await Service.UpdateAsync(UserId, Token.Id, spec);
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
