using System.Data.Common;
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
            try
            {
                audited = await SweepAsync(audited, stoppingToken);
            }
            catch (Exception exception) when (exception is DbException or LedgerUnavailableException)
            {
                // The next sweep does what this one could not; a full disk must not end the process.
                Log.NotSwept(logger, exception);
            }
        }
    }

    /// <returns>The day of the latest audit.</returns>
    private async Task<DateTime> SweepAsync(DateTime audited, CancellationToken stoppingToken)
    {
        await ledger.ExpireDueAsync();
        if (time.GetUtcNow().Date is var today && today != audited)
        {
            var report = await audit.RunAsync(stoppingToken);
            Report(report);
            if (report.Ok)
            {
                await retention.RunAsync(stoppingToken);
            }

            return today;
        }

        return audited;
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
        [LoggerMessage(EventId = 2012, Level = LogLevel.Error, Message = "Expired credit could not be written off, or the nightly audit failed; tried again at the next sweep")]
        public static partial void NotSwept(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "Nightly audit: the books agree")]
        public static partial void BooksAgree(ILogger logger);

        [LoggerMessage(EventId = 2011, Level = LogLevel.Critical, Message = "Nightly audit: {Count} figures differ, the first is {What}")]
        public static partial void BooksDiffer(ILogger logger, int count, string what);
    }
}
