namespace PeppaApi.Operations.Work;

/// <summary>Lets exported files go that nobody took for a day.</summary>
internal sealed partial class ExportSweeper(UsageExports exports, TimeProvider time, ILogger<ExportSweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        do
        {
            try
            {
                exports.Sweep();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Somebody is reading it: the next hour will do.
                Log.Failed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6011, Level = LogLevel.Warning, Message = "An exported file could not be deleted")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
