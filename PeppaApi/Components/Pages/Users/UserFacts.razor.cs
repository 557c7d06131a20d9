using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Users;

public sealed partial class UserFacts
{
    private static readonly string[] Roles = [Role.User, Role.Operator, Role.Admin];

    [Parameter, EditorRequired] public required UserView User { get; set; }

    /// <summary>After each try to change something.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    [Inject] public required IStringLocalizer<UsersText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required UserActs Acts { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }

    private async Task SetRoleAsync(string role)
    {
        if (await SureAsync(Text[nameof(UsersText.RoleSure), User.UserName, Text[$"Role_{role}"]]))
        {
            await Acts.DoAsync((desk, who) => desk.SetRoleAsync(who, User.Id, role));
        }

        await OnChanged.InvokeAsync();
    }

    private Task VerifyAsync() => ChangeAsync(new UserChange(EmailConfirmed: true));

    private Task SwitchAsync() => ChangeAsync(new UserChange(Disabled: !User.Disabled));

    private async Task ResetTwoStepAsync()
    {
        if (await SureAsync(Text[nameof(UsersText.ResetTwoStepSure), User.UserName]))
        {
            await Acts.DoAsync((desk, who) => desk.ResetTwoStepAsync(who, User.Id));
            await OnChanged.InvokeAsync();
        }
    }

    private async Task ChangeAsync(UserChange change)
    {
        await Acts.DoAsync((desk, who) => desk.UpdateAsync(who, User.Id, change));
        await OnChanged.InvokeAsync();
    }

    private async Task<bool> SureAsync(string question) =>
        await Dialogs.ShowMessageBoxAsync(User.UserName, question, yesText: Text[nameof(UsersText.Yes)], cancelText: Site[nameof(SiteText.Cancel)]) == true;
}
