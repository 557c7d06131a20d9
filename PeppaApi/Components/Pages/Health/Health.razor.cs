using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using PeppaApi.Channels;
using PeppaApi.Components.Shared;
using PeppaApi.Ledger;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Health;

public sealed partial class Health
{
    private IReadOnlyList<ChannelLine>? _channels;
    private int _aside;
    private AuditReport? _report;
    private DateTimeOffset _at;
    private long _milliseconds;
    private bool _running;

    [Inject] public required IStringLocalizer<HealthText> Text { get; init; }
    [Inject] public required ReaderZone Zone { get; init; }
    [Inject] public required CreditLedger Ledger { get; init; }
    [Inject] public required LedgerAudit Audit { get; init; }
    [Inject] public required ChannelLister Lister { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    private static string Version => Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "";

    private TimeSpan Uptime => Time.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime();

    protected override async Task OnInitializedAsync()
    {
        _aside = (await Lister.CountAsideAsync()).Values.Sum();
        _channels = await Lister.LinesAsync();
    }

    private async Task AuditAsync()
    {
        _running = true;
        StateHasChanged();
        var clock = Stopwatch.StartNew();
        _report = await Task.Run(() => Audit.RunAsync());
        (_milliseconds, _at, _running) = (clock.ElapsedMilliseconds, Time.GetUtcNow(), false);
    }

    private static string Megabytes(long bytes) => $"{bytes / 1024 / 1024} MB".ToString(CultureInfo.InvariantCulture);
}
