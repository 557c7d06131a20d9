using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Resources;

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

    [Inject] public required IStringLocalizer<UsersText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required IStringLocalizer<LimitsText> Limits { get; init; }
    [Inject] public required UserService Service { get; init; }
    [Inject] public required UserActs Acts { get; init; }
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
        await Acts.GrantAsync(user);
        await LoadAsync();
    }

    private Task MoveAsync(UserView user, string group) =>
        ChangeAsync(user, new UserChange(Group: group), Text[nameof(UsersText.GroupChanged), user.UserName, group]);

    private Task SwitchAsync(UserView user) => ChangeAsync(
        user,
        new UserChange(Disabled: !user.Disabled),
        Text[user.Disabled ? nameof(UsersText.EnabledNow) : nameof(UsersText.DisabledNow), user.UserName]);

    private async Task ChangeAsync(UserView user, UserChange change, string done)
    {
        await Acts.DoAsync((desk, who) => desk.UpdateAsync(who, user.Id, change), done);
        await LoadAsync();
    }
}
