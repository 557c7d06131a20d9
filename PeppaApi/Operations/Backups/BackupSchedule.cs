namespace PeppaApi.Operations.Backups;

/// <summary>Makes backups when they are due.</summary>
internal sealed partial class BackupSchedule(BackupService backups, TimeProvider time, ILogger<BackupSchedule> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (backups.IsDue())
                {
                    var made = await backups.MakeAsync();
                    Log.Made(logger, made.Name, made.Bytes);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "Backup {Name} made, {Bytes} bytes")]
        public static partial void Made(ILogger logger, string name, long bytes);

        [LoggerMessage(EventId = 6002, Level = LogLevel.Error, Message = "The backup that was due could not be made; it is tried again in a minute")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
