using Microsoft.Extensions.Options;

namespace PeppaApi.Ledger;

/// <summary>Writes off expired credit of users who send no requests, and runs the nightly audit.</summary>
internal sealed partial class ExpirySweeper(
    CreditLedger ledger, LedgerAudit audit, TimeProvider time, IOptions<LedgerOptions> options, ILogger<ExpirySweeper> logger) : BackgroundService
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
                Report(await audit.RunAsync(stoppingToken));
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
