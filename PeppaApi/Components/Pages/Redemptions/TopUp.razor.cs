using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Components.Pages.Users;
using PeppaApi.Credits;
using PeppaApi.Ledger;
using PeppaApi.Redemptions;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Redemptions;

public sealed partial class TopUp
{
    private long _userId;
    private string _code = "";
    private string? _refusal;
    private bool _busy;
    private int _redeemed;
    private Balance? _balance;
    private IReadOnlyList<WithdrawalView> _withdrawals = [];

    /// <summary>Where the reader is; found out while the page is rendered, because the live page has no request.</summary>
    [PersistentState] public string? Address { get; set; }

    [Inject] public required IStringLocalizer<RedemptionsText> Text { get; init; }
    [Inject] public required RedemptionService Service { get; init; }
    [Inject] public required BalanceReader Balances { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IHttpContextAccessor Accessor { get; init; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    /// <summary>Whose pages these are, where not the reader's.</summary>
    [CascadingParameter] private ViewedUser? Viewed { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Address ??= Accessor.HttpContext?.Connection.RemoteIpAddress?.ToString();
        _userId = await ViewedUser.IdAsync(Viewed, Authentication);
        _withdrawals = await Balances.WithdrawalsAsync(_userId);
        _balance = await Balances.GetAsync(_userId);
    }

    private Task OnKeyAsync(KeyboardEventArgs key) => key.Key == "Enter" ? RedeemAsync() : Task.CompletedTask;

    private async Task RedeemAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var result = await Service.RedeemAsync(_userId, _code, IPAddress.TryParse(Address, out var address) ? address : null);
        _refusal = result.Outcome == RedeemOutcome.Redeemed ? null : Text[$"Refused{result.Outcome}"].Value;
        if (_refusal is null)
        {
            _code = "";
            _redeemed++;
            Snackbar.Add(
                result.Group is { } tier
                    ? Text[nameof(RedemptionsText.RedeemedTier), tier.ToUpperInvariant(), CreditFormat.Balance(result.Amount)]
                    : Text[nameof(RedemptionsText.Redeemed), CreditFormat.Balance(result.Amount)],
                Severity.Success);
            _balance = await Balances.GetAsync(_userId);
        }

        _busy = false;
    }
}
