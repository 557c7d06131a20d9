using System.Net;
using PeppaApi.Accounts.Invites;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Redemptions;

/// <summary>Redeems codes. Safe for any thread.</summary>
public sealed partial class RedemptionService(
    CreditLedger ledger,
    InstallationSecret secret,
    GuessLimiter guesses,
    TierAnnouncer tiers,
    TopUpShares shares,
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

        // First what the user has paid for: the share is given at the next start if it cannot be now.
        var told = result.Upgraded ? result with { Group = await tiers.AnnounceAsync(userId) } : result;
        if (result is { Outcome: RedeemOutcome.Redeemed, GrantId: { } grantId })
        {
            await shares.GiveAsync(userId, result.Amount, TopUpShares.Source(grantId));
        }

        return told;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6101, Level = LogLevel.Warning, Message = "User {UserId} at {Address} has tried too many redemption codes that do not exist")]
        public static partial void Guessing(ILogger logger, long userId, IPAddress? address);
    }
}
