using Microsoft.Extensions.Options;

namespace PeppaApi.Accounts.Notices;

/// <summary>Looks at credit and sends what waits, again and again.</summary>
internal sealed partial class NoticeWorker(
    CreditWatch credit, WebhookSender webhooks, IOptions<NoticeOptions> options, TimeProvider time, ILogger<NoticeWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.CheckSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await credit.RunAsync(stoppingToken);
                await webhooks.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1021, Level = LogLevel.Warning, Message = "Notices cannot be sent for now")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
