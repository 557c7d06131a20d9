using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Components.Shared;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Mail;

public sealed partial class MailList
{
    private const int PageSize = 25;
    private MailState? _state;
    private int? _total;
    private int _page = 1;
    private IReadOnlyList<MailView> _mails = [];

    [Inject] public required IStringLocalizer<MailText> Text { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required MailDesk Desk { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => (_mails, _total) = await Desk.ListAsync(_state, _page, PageSize);

    private string Name(MailState? state) => Text[state is null ? nameof(MailText.All) : "State" + state];

    private Task FilterAsync(MailState? state)
    {
        (_state, _page) = (state, 1);
        return LoadAsync();
    }

    private Task TurnAsync(int page)
    {
        _page = page;
        return LoadAsync();
    }

    private async Task RetryAsync(MailView mail)
    {
        Snackbar.Add(Text[await Desk.RetryAsync(mail.Id) ? nameof(MailText.Retried) : nameof(MailText.Gone)]);
        await LoadAsync();
    }

    private async Task DiscardAsync(MailView mail)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            Text[nameof(MailText.DiscardTitle)],
            Text[nameof(MailText.DiscardBody), mail.Recipient, mail.Subject].Value,
            yesText: Text[nameof(MailText.Discard)],
            cancelText: Site[nameof(SiteText.Cancel)]);
        if (sure == true)
        {
            if (!await Desk.DiscardAsync(mail.Id))
            {
                Snackbar.Add(Text[nameof(MailText.Gone)]);
            }

            await LoadAsync();
        }
    }
}
