using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Operators;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Users;

public sealed partial class UserAccess
{
    private const int PageSize = 25;
    private static readonly string[] Roles = [Role.User, Role.Operator, Role.Admin];
    private UserView? _user;
    private bool _missing;
    private int _sessions;
    private int? _total;
    private int _page = 1;
    private IReadOnlyList<SignInView> _signIns = [];

    [Parameter] public long Id { get; set; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject] public required IStringLocalizer<UsersText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required UserService Users { get; init; }
    [Inject] public required OperatorDesk Desk { get; init; }
    [Inject] public required SessionService Sessions { get; init; }
    [Inject] public required SignInHistory History { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _user = await Users.GetAsync(Id);
        _missing = _user is null;
        _sessions = (await Sessions.ListAsync(Id)).Count;
        (_signIns, _total) = await History.ListAsync(Id, _page, PageSize);
    }

    private Task TurnAsync(int page)
    {
        _page = page;
        return LoadAsync();
    }

    private async Task SetRoleAsync(string role)
    {
        if (await SureAsync(Text[nameof(UsersText.RoleSure), _user!.UserName, Text[$"Role_{role}"]]))
        {
            await ActAsync(who => Desk.SetRoleAsync(who, Id, role));
        }
        else
        {
            await LoadAsync();
        }
    }

    private Task VerifyAsync() => ActAsync(who => Desk.UpdateAsync(who, Id, new UserChange(EmailConfirmed: true)));

    private async Task ResetTwoStepAsync()
    {
        if (await SureAsync(Text[nameof(UsersText.ResetTwoStepSure), _user!.UserName]))
        {
            await ActAsync(who => Desk.ResetTwoStepAsync(who, Id));
        }
    }

    private Task SignOutAsync() => ActAsync(who => Desk.SignOutAsync(who, Id));

    private async Task<bool> SureAsync(string question) =>
        await Dialogs.ShowMessageBoxAsync(_user!.UserName, question, yesText: Text[nameof(UsersText.Yes)], cancelText: Site[nameof(SiteText.Cancel)]) == true;

    private async Task ActAsync(Func<ClaimsPrincipal, Task> act)
    {
        try
        {
            await act((await Authentication).User);
            Snackbar.Add(Text[nameof(UsersText.Done)], Severity.Success);
        }
        catch (Exception exception) when (exception is InputException or DeniedException)
        {
            Snackbar.Add(exception.Message, Severity.Error);
        }

        await LoadAsync();
    }
}
