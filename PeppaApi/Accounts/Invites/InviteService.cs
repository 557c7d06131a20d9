using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.Invites;

/// <param name="Came">Signed up by the link.</param>
/// <param name="Confirmed">Became users.</param>
/// <param name="Earned">Rewards and shares of top-ups, in nano-dollars.</param>
public sealed record InviteSummary(int Came, int Confirmed, long Earned);

/// <summary>Somebody invited, as the inviter sees them.</summary>
/// <param name="Name">Partly hidden.</param>
public sealed record InvitedView(long Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt, long Reward, NoReward? NoReward);

/// <summary>A user's invite link and what came of it. Safe for any thread.</summary>
public sealed class InviteService(IDbContextFactory<PeppaDbContext> contexts)
{
    // No letters that look alike when typed from a screen.
    private const string Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    private const int Length = 10;

    /// <summary>The code of the user's link; the same for ever.</summary>
    public async Task<string> CodeAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var mine = context.Users.Where(user => user.Id == userId);
        if (await mine.Select(user => user.InviteCode).SingleAsync(cancellationToken) is { } code)
        {
            return code;
        }

        // Of two pages at the same time, one code stays.
        var fresh = RandomNumberGenerator.GetString(Alphabet, Length);
        await mine.Where(user => user.InviteCode == null).ExecuteUpdateAsync(user => user.SetProperty(row => row.InviteCode, fresh), cancellationToken);
        return (await mine.Select(user => user.InviteCode).SingleAsync(cancellationToken))!;
    }

    public async Task<InviteSummary> SummaryAsync(long userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var invited = context.SignUps.Where(row => row.InviterId == userId);
        return new InviteSummary(
            await invited.CountAsync(cancellationToken),
            await invited.CountAsync(row => row.State == SignUpState.Completed, cancellationToken),
            await context.Grants.Where(grant => grant.UserId == userId && (grant.Kind == GrantKind.InviteReward || grant.Kind == GrantKind.TopUpShare))
                .SumAsync(grant => grant.Amount, cancellationToken));
    }

    public async Task<(IReadOnlyList<InvitedView> Items, int Total)> ListAsync(long userId, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var invited = context.SignUps.AsNoTracking().Where(row => row.InviterId == userId);
        var rows = await invited.OrderByDescending(row => row.Id).Skip((page - 1) * pageSize).Take(pageSize).ToListAsync(cancellationToken);
        return ([.. rows.Select(row => new InvitedView(row.Id, Hide(row.UserName), row.CreatedAt, row.CompletedAt, row.Reward, row.NoReward))], await invited.CountAsync(cancellationToken));
    }

    private static string Hide(string name) => name.Length == 0 ? "•••" : System.Globalization.StringInfo.GetNextTextElement(name) + "•••";
}
