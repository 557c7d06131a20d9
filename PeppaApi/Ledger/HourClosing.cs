using System.Data.Common;

namespace PeppaApi.Ledger;

/// <summary>Closes hours when they are over, and at the start those that are not closed yet.</summary>
internal sealed partial class HourClosing(HourCloser closer, TimeProvider time, ILogger<HourClosing> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var closed = -1L;
        do
        {
            // Of those hours that were over then, none is left.
            var hour = UsageSums.HourOf(time.GetUtcNow().ToUnixTimeMilliseconds());
            closed = hour != closed && await TryCloseAsync(stoppingToken) ? hour : closed;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> TryCloseAsync(CancellationToken stoppingToken)
    {
        try
        {
            await closer.CloseAllAsync(stoppingToken);
            return true;
        }
        catch (Exception exception) when (exception is DbException or LedgerUnavailableException)
        {
            // Pages read the sums by hour until it is done; a full disk must not end the process.
            Log.NotClosed(logger, exception);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2014, Level = LogLevel.Warning, Message = "An hour that is over could not be added to the running totals; tried again soon")]
        public static partial void NotClosed(ILogger logger, Exception exception);
    }
}
