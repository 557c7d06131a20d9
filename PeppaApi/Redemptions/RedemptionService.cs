using System.Net;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Redemptions;

/// <summary>Redeems codes. Safe for any thread.</summary>
public sealed partial class RedemptionService(
    CreditLedger ledger,
    InstallationSecret secret,
    GuessLimiter guesses,
    IDbContextFactory<PeppaDbContext> contexts,
    IEnumerable<IDataChangeListener> listeners,
    ILogger<RedemptionService> logger)
{
    /// <param name="code">As the user typed it.</param>
    /// <param name="address">Where the user is; none if that is not known.</param>
    public async Task<RedeemResult> RedeemAsync(long userId, string? code, IPAddress? address)
    {
        if (!guesses.MayTry(userId, address))
        {
            Log.Guessing(logger, userId, address);
            return new RedeemResult(RedeemOutcome.TooManyGuesses);
        }

        var result = RedemptionCodeText.Plain(code) is { } plain
            ? await ledger.RedeemAsync(userId, secret.Hash(plain))
            : new RedeemResult(RedeemOutcome.Unknown);
        if (result.Outcome == RedeemOutcome.Unknown)
        {
            guesses.Count(userId, address);
        }

        return result.Upgraded ? result with { Group = await AnnounceTierAsync(userId) } : result;
    }

    // The ledger wrote the user's group in its own transaction: what keeps users in memory hears of it here.
    private async Task<string> AnnounceTierAsync(long userId)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var user = await context.Users.AsNoTracking().SingleAsync(row => row.Id == userId);
        foreach (var listener in listeners)
        {
            await listener.RefreshAsync([user]);
        }

        return user.GroupName;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "User {UserId} at {Address} has tried too many redemption codes that do not exist")]
        public static partial void Guessing(ILogger logger, long userId, IPAddress? address);
    }
}
