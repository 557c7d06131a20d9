using PeppaApi.Settings;

namespace PeppaApi.Ledger;

/// <summary>
/// Lets usage records go that are older than the operator keeps them. Every settlement has already added its record to the
/// sums by hour, in its own transaction; the caller audits both against the journal first.
/// </summary>
internal sealed partial class UsageRetention(CreditLedger ledger, OperatorSettings settings, TimeProvider time, ILogger<UsageRetention> logger)
{
    /// <summary>Returns how many records went.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        var days = settings.Get<RetentionSettings>().UsageDays;
        if (days == 0)
        {
            return 0;
        }

        var gone = await ledger.PurgeUsageAsync(time.GetUtcNow().AddDays(-days), cancellationToken);
        if (gone > 0)
        {
            Log.Purged(logger, gone, days);
        }

        return gone;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2013, Level = LogLevel.Information, Message = "{Count} usage records older than {Days} days are deleted; their sums stay")]
        public static partial void Purged(ILogger logger, int count, int days);
    }
}
