namespace PeppaApi.Mail;

/// <summary>Sends mails in the background, as soon as they are stored and again as long as it takes.</summary>
internal sealed partial class MailSender(MailDelivery delivery, MailSignal signal, TimeProvider time, ILogger<MailSender> logger) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pruned = DateTimeOffset.MinValue;
        var reclaimed = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan? sleep;
            try
            {
                if (!reclaimed)
                {
                    await delivery.ReclaimAsync(stoppingToken);
                    reclaimed = true;
                }

                sleep = await delivery.DeliverAsync(stoppingToken);
                if (time.GetUtcNow() - pruned > TimeSpan.FromHours(1))
                {
                    await delivery.PruneAsync(stoppingToken);
                    pruned = time.GetUtcNow();
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A full disk, a locked database: mails wait, the site goes on.
                Log.Failed(logger, exception);
                sleep = PauseAfterFault;
            }

            await signal.WaitAsync(Bounded(sleep), stoppingToken);
        }
    }

    private static TimeSpan Bounded(TimeSpan? sleep) => sleep switch
    {
        null => LongestSleep,
        { } some when some < TimeSpan.Zero => TimeSpan.Zero,
        { } some => some < LongestSleep ? some : LongestSleep,
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 7001, Level = LogLevel.Error, Message = "Mails cannot be sent for now")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
