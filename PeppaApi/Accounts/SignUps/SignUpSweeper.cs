using Microsoft.EntityFrameworkCore;
using PeppaApi.Accounts.Invites;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SignUps;

/// <summary>Finishes what a killed process began, and forgets what nobody needs any more about people.</summary>
internal sealed partial class SignUpSweeper(IDbContextFactory<PeppaDbContext> contexts, InviteRewards rewards, TopUpShares shares, TimeProvider time, ILogger<SignUpSweeper> logger) : BackgroundService
{
    // Not longer: a share that an operator switches on is not for what was before.
    private static readonly TimeSpan Lookback = TimeSpan.FromHours(2);
    private static readonly TimeSpan LapsedKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan AddressKept = TimeSpan.FromDays(90);

    public async Task SweepAsync()
    {
        await rewards.GiveDueAsync();
        await shares.GiveDueAsync(time.GetUtcNow() - Lookback);
        await using var context = await contexts.CreateDbContextAsync();
        var (lapsed, old) = (time.GetUtcNow() - LapsedKept, time.GetUtcNow() - AddressKept);
        await context.SignUps.Where(row => row.CreatedAt < old && row.Address != null).ExecuteUpdateAsync(row => row.SetProperty(it => it.Address, (string?)null));
        // The row stays: it counts for whoever invited.
        await context.SignUps.Where(row => row.CreatedAt < lapsed && row.State != SignUpState.Completed && row.Email != "").ExecuteUpdateAsync(row => row
            .SetProperty(it => it.State, SignUpState.Lapsed)
            .SetProperty(it => it.Email, "")
            .SetProperty(it => it.PersonKey, "")
            .SetProperty(it => it.UserName, "")
            .SetProperty(it => it.PasswordHash, (string?)null));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        do
        {
            try
            {
                await SweepAsync();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A full disk, a locked database: the next hour will do.
                Log.Failed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1201, Level = LogLevel.Error, Message = "Sign-ups could not be swept")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
