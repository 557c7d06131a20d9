using System.Net;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.Invites;

/// <summary>Which invites earn nothing: those by which somebody invites themselves.</summary>
internal static class InviteRules
{
    private const int LongestChain = 20;

    /// <param name="row">A completed sign-up with an inviter.</param>
    public static async Task<NoReward?> FindFaultAsync(PeppaDbContext context, SignUp row)
    {
        var folded = MailPerson.Folded(row.Email);
        var next = row.InviterId;
        for (var depth = 0; next is { } id && depth < LongestChain; depth++)
        {
            var person = await context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id);
            var came = await context.SignUps.AsNoTracking().SingleOrDefaultAsync(other => other.UserId == id);
            if (person is null)
            {
                break;
            }

            if (depth == 0 && person.Disabled)
            {
                return NoReward.InviterDisabled;
            }

            if (person.Email is { } email && MailPerson.Folded(email) == folded)
            {
                return depth == 0 ? NoReward.SamePerson : NoReward.Ring;
            }

            if (row.Address is not null && (came?.Address == row.Address || await SignedInFromAsync(context, id, row.Address)))
            {
                return depth == 0 ? NoReward.SameAddress : NoReward.Ring;
            }

            next = came?.InviterId;
        }

        return row.Address is not null && await context.SignUps.AnyAsync(other =>
            other.InviterId == row.InviterId && other.Id != row.Id && other.Address == row.Address && other.State == SignUpState.Completed)
            ? NoReward.SameAddressAsOther
            : null;
    }

    private static async Task<bool> SignedInFromAsync(PeppaDbContext context, long userId, string place)
    {
        var addresses = await context.SignIns.Where(record => record.UserId == userId).Select(record => record.Address).Distinct().ToListAsync();
        return addresses.Any(text => IPAddress.TryParse(text, out var address) && SignUpInput.Place(address) == place);
    }
}
