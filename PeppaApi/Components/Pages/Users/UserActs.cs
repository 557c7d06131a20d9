using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Operators;
using PeppaApi.Credits;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Users;

/// <summary>What operators do to a user from several pages, and how it is said what came of it.</summary>
public sealed class UserActs(
    AuthenticationStateProvider authentication, OperatorDesk desk, IDialogService dialogs, ISnackbar snackbar, IStringLocalizer<UsersText> text, IStringLocalizer<LimitsText> limits)
{
    private static readonly DialogOptions Form = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    /// <param name="done">What is said when it is done; none is that it is.</param>
    public async Task DoAsync(Func<OperatorDesk, ClaimsPrincipal, Task> act, string? done = null)
    {
        try
        {
            await act(desk, (await authentication.GetAuthenticationStateAsync()).User);
            snackbar.Add(done ?? text[nameof(UsersText.Done)], Severity.Success);
        }
        catch (Exception exception) when (exception is InputException or DeniedException)
        {
            snackbar.Add(exception.Message, Severity.Error);
        }
    }

    public async Task GrantAsync(UserView user)
    {
        var dialog = await dialogs.ShowAsync<GrantDialog>(
            text[nameof(UsersText.GrantTitle), user.UserName], new DialogParameters { [nameof(GrantDialog.UserId)] = user.Id }, Form);
        if (await dialog.Result is { Canceled: false, Data: long amount })
        {
            snackbar.Add(text[amount < 0 ? nameof(UsersText.Withdrawn) : nameof(UsersText.Granted), CreditFormat.Balance(Math.Abs(amount)), user.UserName], Severity.Success);
        }
    }

    public async Task LimitAsync(UserView user)
    {
        var dialog = await dialogs.ShowAsync<LimitsDialog>(
            limits[nameof(LimitsText.Title), user.UserName], new DialogParameters { [nameof(LimitsDialog.UserId)] = user.Id }, Form);
        if (await dialog.Result is { Canceled: false })
        {
            snackbar.Add(limits[nameof(LimitsText.Saved), user.UserName], Severity.Success);
        }
    }

    /// <returns>Whether the user's pages may be looked at now.</returns>
    public async Task<bool> ViewAsync(UserView user)
    {
        var dialog = await dialogs.ShowAsync<ViewDialog>(
            text[nameof(UsersText.ViewTitle)], new DialogParameters { [nameof(ViewDialog.User)] = user }, Form);
        return await dialog.Result is { Canceled: false };
    }
}
