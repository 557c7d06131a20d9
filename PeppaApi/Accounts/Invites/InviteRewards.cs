using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Auditing;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Invites;

/// <summary>
/// Gives the sign-up gift and the inviter's reward, each once for ever: the ledger knows for what it gave, so doing this
/// again after a crash gives nothing twice.
/// </summary>
internal sealed class InviteRewards(IDbContextFactory<PeppaDbContext> contexts, CreditLedger ledger, OperatorSettings settings, InstallationSecret secret, AuditLog log, TimeProvider time)
{
    /// <param name="signUpId">A completed sign-up.</param>
    public async Task GiveAsync(long signUpId)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var row = await context.SignUps.AsNoTracking().SingleOrDefaultAsync(row => row.Id == signUpId && row.GiftsAt == null && row.UserId != null);
        if (row is null)
        {
            return;
        }

        var gifts = settings.Get<GiftSettings>();
        var now = time.GetUtcNow();
        // Whoever deleted an account and comes again has had it.
        var hash = secret.Hash(row.PersonKey);
        var came = await context.SignUps.AnyAsync(other => other.Id != row.Id && other.State == SignUpState.Completed && other.PersonKey == hash);
        if (gifts.SignUpUsd > 0 && !came)
        {
            await ledger.GiveOnceAsync(row.UserId!.Value, GrantKind.SignUpGift, Credit.FromUsd(gifts.SignUpUsd), GiftSettings.Expiry(now, gifts.SignUpDays), $"signup:{row.UserId}", reason: null);
        }

        var (reward, fault) = row.InviterId is null ? (0, null)
            : came ? (0, NoReward.SamePerson)
            : await RewardAsync(context, row, gifts, now);
        if (fault is NoReward.SamePerson or NoReward.SameAddress or NoReward.SameAddressAsOther or NoReward.Ring)
        {
            await ReportAsync(row, fault.Value);
        }

        await context.SignUps.Where(other => other.Id == row.Id && other.GiftsAt == null).ExecuteUpdateAsync(other => other
            .SetProperty(it => it.GiftsAt, now)
            .SetProperty(it => it.Reward, reward)
            .SetProperty(it => it.NoReward, fault));
    }

    /// <summary>Gives what a process before was killed over.</summary>
    public async Task GiveDueAsync()
    {
        await using var context = await contexts.CreateDbContextAsync();
        foreach (var id in await context.SignUps.Where(row => row.State == SignUpState.Completed && row.GiftsAt == null && row.UserId != null).Select(row => row.Id).ToListAsync())
        {
            await GiveAsync(id);
        }
    }

    private Task ReportAsync(SignUp row, NoReward fault)
    {
        var changes = new JsonObject
        {
            ["reason"] = AuditChanges.New(EnumWord.Of(fault)),
            ["inviterId"] = AuditChanges.New(row.InviterId),
        };
        return log.WriteAsync(new AuditEvent("invite.refused", row.UserId?.ToString(CultureInfo.InvariantCulture), row.UserName, changes, Suspicious: true));
    }

    private async Task<(long Amount, NoReward? Fault)> RewardAsync(PeppaDbContext context, SignUp row, GiftSettings gifts, DateTimeOffset now)
    {
        if (gifts.InviteUsd == 0)
        {
            return (0, NoReward.Off);
        }

        if (await InviteRules.FindFaultAsync(context, row) is { } fault)
        {
            return (0, fault);
        }

        var given = await ledger.GiveOnceAsync(
            row.InviterId!.Value, GrantKind.InviteReward, Credit.FromUsd(gifts.InviteUsd), GiftSettings.Expiry(now, gifts.InviteDays), $"invite:{row.UserId}", reason: null);
        return (given.Amount, null);
    }
}
