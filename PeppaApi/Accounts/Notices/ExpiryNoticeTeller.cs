namespace PeppaApi.Accounts.Notices;

/// <summary>Looks every few minutes for credit whose expiry is to be told.</summary>
internal sealed partial class ExpiryNoticeTeller(ExpiryNotices notices, TimeProvider time, ILogger<ExpiryNoticeTeller> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await notices.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A full disk, a locked database: the next round will do.
                Log.Failed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "Users could not be told of credit that expires")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
