using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Components.Account;

/// <summary>All that somebody sees who has signed up and not confirmed the address: by code in the same browser, by link in any.</summary>
public sealed partial class Verify
{
    private SignUpView? _view;
    private string? _error;
    private string? _note;
    private bool _done;

    [SupplyParameterFromForm] private VerifyInput Input { get; set; } = null!;

    /// <summary>From the mail. Opening it confirms nothing: programs that read mails open links, too.</summary>
    [SupplyParameterFromQuery] private string? Link { get; set; }

    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    [Inject] public required IStringLocalizer<SignUpText> Text { get; init; }
    [Inject] public required IStringLocalizer<AccountText> Account { get; init; }
    [Inject] public required SignUpService Service { get; init; }
    [Inject] public required SignUpConfirmation Confirmation { get; init; }
    [Inject] public required SignInManager<User> SignIn { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    private string Title => Text[_done ? nameof(SignUpText.DoneTitle) : _view?.Step switch
    {
        SignUpStep.ChooseName => nameof(SignUpText.NameTitle),
        SignUpStep.EnterCode when Link is not null => nameof(SignUpText.LinkTitle),
        SignUpStep.EnterCode => nameof(SignUpText.VerifyTitle),
        _ => nameof(SignUpText.GoneTitle),
    }];

    private string? Handle => SignUpCookie.ReadHandle(Context);

    protected override async Task OnInitializedAsync()
    {
        Input ??= new VerifyInput();
        await LoadAsync();
        _error = Link is not null && _view is null ? Text[nameof(SignUpText.WrongLink)].Value : null;
    }

    private async Task LoadAsync() => _view = Link is null ? await Service.ViewAsync(Handle) : await Confirmation.ViewLinkAsync(Link);

    private async Task ConfirmCodeAsync() => await ConcludeAsync(await Confirmation.ByCodeAsync(Handle, Input.Code));

    private async Task ConfirmLinkAsync() => await ConcludeAsync(await Confirmation.ByLinkAsync(Link));

    private async Task RenameAsync()
    {
        try
        {
            await ConcludeAsync(await Confirmation.RenameAsync(Handle, Link, (Input.Name ?? "").Trim()));
        }
        catch (InputException exception)
        {
            _error = exception.Message;
        }
    }

    private async Task ResendAsync()
    {
        _note = Text[await Service.ResendAsync(Handle) ? nameof(SignUpText.Resent) : nameof(SignUpText.NotResent)];
        await LoadAsync();
    }

    private async Task ConcludeAsync(ConfirmResult result)
    {
        switch (result.Outcome)
        {
            // The browser that signed up is signed in. Another is not: whoever began this knows the password, and only they should be in that account.
            case ConfirmOutcome.Confirmed when Link is null:
                SignUpCookie.ForgetHandle(Context);
                await SignIn.SignInAsync((await SignIn.UserManager.FindByIdAsync(result.UserId!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)))!, isPersistent: false);
                Navigation.NavigateTo("/dashboard");
                break;
            case ConfirmOutcome.Confirmed:
                _done = true;
                break;
            case ConfirmOutcome.NameTaken:
                await LoadAsync();
                _error = Text[nameof(SignUpText.NameIsTaken)];
                break;
            default:
                await LoadAsync();
                _error = Text[Trouble(result.Outcome)];
                break;
        }
    }

    private string Trouble(ConfirmOutcome outcome) => outcome switch
    {
        ConfirmOutcome.TooManyTries => nameof(SignUpText.TooManyTries),
        ConfirmOutcome.HasAccount => nameof(SignUpText.HasAccount),
        _ => Link is null ? nameof(SignUpText.Wrong) : nameof(SignUpText.WrongLink),
    };

    private sealed class VerifyInput
    {
        public string? Code { get; set; }

        public string? Name { get; set; }
    }
}
