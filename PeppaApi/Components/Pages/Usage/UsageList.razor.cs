using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using PeppaApi.Accounts;
using PeppaApi.Components.Shared;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Usage;

public sealed partial class UsageList
{
    private const int PageSize = 25;
    private int? _total;
    private IReadOnlyList<UsageView> _rows = [];
    private UsageTotals? _totals;

    [Parameter] public bool ForOperator { get; set; }

    [SupplyParameterFromQuery] private string? Model { get; set; }
    [SupplyParameterFromQuery] private string? RequestId { get; set; }
    [SupplyParameterFromQuery] private string? Status { get; set; }
    [SupplyParameterFromQuery] private string? Range { get; set; }
    [SupplyParameterFromQuery] private int? Page { get; set; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject] public required IStringLocalizer<UsageText> Text { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required UsageReader Reader { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    private int PageNumber => Math.Max(1, Page ?? 1);

    private int Pages => Math.Max(1, ((_total ?? 0) + PageSize - 1) / PageSize);

    private string Here => new Uri(Navigation.Uri).AbsolutePath;

    protected override async Task OnParametersSetAsync()
    {
        var filter = new UsageFilter(
            UserId: ForOperator ? null : (await Authentication).User.UserId(),
            Model: Model,
            RequestId: RequestId?.Trim(),
            Status: Enum.TryParse<UsageStatus>(Status, out var status) ? status : null,
            From: From());
        (_rows, _total) = await Reader.ListAsync(filter, PageNumber, PageSize);
        _totals = await Reader.TotalsAsync(filter);
    }

    private DateTimeOffset? From()
    {
        var now = Time.GetUtcNow();
        return Range switch
        {
            "today" => Zone.StartOfToday(now),
            "7" => now.AddDays(-7),
            "30" => now.AddDays(-30),
            _ => null,
        };
    }

    private Task GoAsync(string name, string? value)
    {
        var changes = new Dictionary<string, object?> { [name] = string.IsNullOrEmpty(value) ? null : value };
        if (name != "page")
        {
            changes["page"] = null;
        }

        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(changes), replace: name != "page");
        return Task.CompletedTask;
    }

    private static string RangeName(string? range) => range switch
    {
        "today" => nameof(UsageText.Today),
        "7" => nameof(UsageText.Days7),
        "30" => nameof(UsageText.Days30),
        _ => nameof(UsageText.AllTime),
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);
}
