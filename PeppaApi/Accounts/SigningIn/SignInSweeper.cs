namespace PeppaApi.Accounts.SigningIn;

/// <summary>Deletes sessions that nobody uses and history that is past its time, once a day.</summary>
internal sealed partial class SignInSweeper(SessionService sessions, SignInHistory history, TimeProvider time, ILogger<SignInSweeper> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromDays(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sessions.PurgeAsync(stoppingToken);
                await history.PurgeAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is System.Data.Common.DbException or TimeoutException)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1011, Level = LogLevel.Warning, Message = "Old sessions could not be deleted; they are tried again tomorrow")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
