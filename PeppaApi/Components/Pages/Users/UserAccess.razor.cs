using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using PeppaApi.Accounts;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Users;

public sealed partial class UserAccess
{
    private UserView? _user;
    private bool _missing;
    private bool _isAdmin;
    private int _version;

    [Parameter] public long Id { get; set; }

    [SupplyParameterFromQuery] private string? Part { get; set; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject] public required IStringLocalizer<UsersText> Text { get; init; }
    [Inject] public required IStringLocalizer<LimitsText> Limits { get; init; }
    [Inject] public required UserService Users { get; init; }
    [Inject] public required UserActs Acts { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    private IEnumerable<UserPart> Parts => Enum.GetValues<UserPart>().Where(part => part != UserPart.Audit || _isAdmin);

    private UserPart Chosen => EnumWord.Find<UserPart>(Part) is { } part && Parts.Contains(part) ? part : UserPart.Overview;

    protected override async Task OnParametersSetAsync()
    {
        _isAdmin = (await Authentication).User.IsInRole(Role.Admin);
        await LoadAsync();
    }

    private string Address(UserPart part) => $"/admin/users/{Id}" + (part == UserPart.Overview ? "" : "?part=" + EnumWord.Of(part));

    private async Task LoadAsync()
    {
        _user = await Users.GetAsync(Id);
        _missing = _user is null;
        _version++;
    }

    private async Task GrantAsync()
    {
        await Acts.GrantAsync(_user!);
        await LoadAsync();
    }

    private async Task SignOutAsync()
    {
        await Acts.DoAsync((desk, who) => desk.SignOutAsync(who, Id));
        await LoadAsync();
    }

    private async Task ViewAsync()
    {
        if (await Acts.ViewAsync(_user!))
        {
            Navigation.NavigateTo(ViewedUser.Link(new ViewedUser(Id, _user!.UserName), "/dashboard"));
        }
    }
}
