using Microsoft.Extensions.Options;

namespace PeppaApi.Ledger;

/// <summary>Writes off expired credit of users who send no requests; nightly, audits the books and, if they agree, lets old usage records go.</summary>
internal sealed partial class ExpirySweeper(
    CreditLedger ledger, LedgerAudit audit, UsageRetention retention, TimeProvider time, IOptions<LedgerOptions> options, ILogger<ExpirySweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.ExpirySweepSeconds), time);
        var audited = time.GetUtcNow().Date;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ledger.ExpireDueAsync();
            if (time.GetUtcNow().Date is var today && today != audited)
            {
                audited = today;
                var report = await audit.RunAsync(stoppingToken);
                Report(report);
                if (report.Ok)
                {
                    await retention.RunAsync(stoppingToken);
                }
            }
        }
    }

    private void Report(AuditReport report)
    {
        if (report.Ok)
        {
            Log.BooksAgree(logger);
            return;
        }

        Log.BooksDiffer(logger, report.Differences.Count, report.Differences[0].What);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "Nightly audit: the books agree")]
        public static partial void BooksAgree(ILogger logger);

        [LoggerMessage(EventId = 2011, Level = LogLevel.Critical, Message = "Nightly audit: {Count} figures differ, the first is {What}")]
        public static partial void BooksDiffer(ILogger logger, int count, string what);
    }
}
