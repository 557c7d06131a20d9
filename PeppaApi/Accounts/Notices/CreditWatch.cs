using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Mail.Templates;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Notices;

/// <summary>Tells users of credit that is low. Each crossing once: what was told is saved with the notice itself.</summary>
internal sealed class CreditWatch(IDbContextFactory<PeppaDbContext> contexts, NoticePost post, SiteAddress site)
{
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await TellLowAsync(context, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>What is held counts as there: it comes back or it is charged, and until then it goes up and down.</summary>
    private async Task TellLowAsync(PeppaDbContext context, CancellationToken cancellationToken)
    {
        var changed = await (
            from choice in context.NoticeChoices
            join account in context.Accounts on choice.UserId equals account.UserId
            join user in context.Users on choice.UserId equals user.Id
            where choice.LowCredit && !user.Disabled && choice.LowCreditTold != (account.Granted - account.Spent - account.Expired < choice.LowCreditBelow)
            select new { Choice = choice, User = user, Left = account.Granted - account.Spent - account.Expired }).ToListAsync(cancellationToken);
        foreach (var found in changed)
        {
            found.Choice.LowCreditTold = !found.Choice.LowCreditTold;
            if (found.Choice.LowCreditTold)
            {
                post.Add(
                    context,
                    found.User,
                    found.Choice,
                    new LowCreditMail(CreditFormat.Balance(found.Left), CreditFormat.Balance(found.Choice.LowCreditBelow), site.Of("/topup")),
                    "low_credit",
                    new JsonObject { ["leftUsd"] = Credit.ToUsd(found.Left), ["belowUsd"] = Credit.ToUsd(found.Choice.LowCreditBelow) });
            }
        }
    }
}
