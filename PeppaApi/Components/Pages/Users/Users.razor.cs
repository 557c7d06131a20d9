using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Operators;
using PeppaApi.Credits;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Users;

public sealed partial class Users
{
    private const int PageSize = 25;
    private static readonly DialogOptions Form = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };
    private int? _total;
    private int _page = 1;
    private IReadOnlyList<UserView> _users = [];
    private IReadOnlyList<string> _groups = [];

    [SupplyParameterFromQuery] private string? Search { get; set; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject] public required IStringLocalizer<UsersText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required IStringLocalizer<LimitsText> Limits { get; init; }
    [Inject] public required UserService Service { get; init; }
    [Inject] public required OperatorDesk Desk { get; init; }
    [Inject] public required GroupService Groups { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        _groups = [.. (await Groups.ListAsync()).Select(group => group.Name)];
        await LoadAsync();
    }

    private async Task LoadAsync() => (_users, _total) = await Service.ListAsync(Search, _page, PageSize);

    private void SearchFor(string? text) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("search", string.IsNullOrWhiteSpace(text) ? null : text.Trim()), replace: true);

    private Task TurnAsync(int page)
    {
        _page = page;
        return LoadAsync();
    }

    private async Task CreateAsync()
    {
        var dialog = await Dialogs.ShowAsync<UserDialog>(Text[nameof(UsersText.Add)], Form);
        if (await dialog.Result is { Canceled: false })
        {
            Snackbar.Add(Text[nameof(UsersText.Created)], Severity.Success);
            await LoadAsync();
        }
    }

    private async Task GrantAsync(UserView user)
    {
        var dialog = await Dialogs.ShowAsync<GrantDialog>(
            Text[nameof(UsersText.GrantTitle), user.UserName], new DialogParameters { [nameof(GrantDialog.UserId)] = user.Id }, Form);
        if (await dialog.Result is { Canceled: false, Data: long amount })
        {
            Snackbar.Add(Text[amount < 0 ? nameof(UsersText.Withdrawn) : nameof(UsersText.Granted), CreditFormat.Balance(Math.Abs(amount)), user.UserName], Severity.Success);
            await LoadAsync();
        }
    }

    private async Task LimitAsync(UserView user)
    {
        var dialog = await Dialogs.ShowAsync<LimitsDialog>(
            Limits[nameof(LimitsText.Title), user.UserName], new DialogParameters { [nameof(LimitsDialog.UserId)] = user.Id }, Form);
        if (await dialog.Result is { Canceled: false })
        {
            Snackbar.Add(Limits[nameof(LimitsText.Saved), user.UserName], Severity.Success);
        }
    }

    private Task MoveAsync(UserView user, string group) =>
        ChangeAsync(user, new UserChange(Group: group), Text[nameof(UsersText.GroupChanged), user.UserName, group]);

    private Task SwitchAsync(UserView user) => ChangeAsync(
        user,
        new UserChange(Disabled: !user.Disabled),
        Text[user.Disabled ? nameof(UsersText.EnabledNow) : nameof(UsersText.DisabledNow), user.UserName]);

    private async Task ChangeAsync(UserView user, UserChange change, string done)
    {
        try
        {
            await Desk.UpdateAsync((await Authentication).User, user.Id, change);
            Snackbar.Add(done);
        }
        catch (Exception exception) when (exception is InputException or DeniedException)
        {
            Snackbar.Add(exception.Message, Severity.Error);
        }

        await LoadAsync();
    }
}
