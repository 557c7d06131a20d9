using System.Net;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>The limits that stand against a caller: the token's, set by its owner, and the user's, set by the operator.</summary>
internal sealed class CallerLimits(OperatorSettings settings, TimeZones zones)
{
    public UsageLimits OfUser(Caller caller) => caller.UserLimits.Or(settings.Get<LimitSettings>().OfUsers);

    public bool IsExemptFromRates(IPAddress? address) => settings.Get<LimitSettings>().IsExempt(address);

    /// <summary>None where neither has a limit of credit: then the ledger does nothing for it.</summary>
    public SpendingLimits? Spending(Caller caller)
    {
        var user = OfUser(caller);
        return user.HasCredit || caller.Rules.Limits.HasCredit ? new SpendingLimits(user, caller.Rules.Limits, zones.Of(caller.UserId)) : null;
    }
}
