using System.Globalization;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;

namespace PeppaApi.Tests.Ledger;

/// <summary>The rule of limits in a time in the plainest form: charges of the same local day, week or month, and all that is held.</summary>
internal sealed class SpendingModel(long limitedToken, SpendingLimits limits)
{
    private readonly List<(DateTimeOffset At, long TokenId, long Amount)> _charges = [];

    public List<OpenHold> Holds { get; } = [];

    /// <summary>The second token has no limits of its own.</summary>
    public SpendingLimits LimitsOf(long tokenId) => tokenId == limitedToken ? limits : limits with { Token = UsageLimits.None };

    public long Room(long tokenId, DateTimeOffset now, long wanted)
    {
        var least = wanted;
        foreach (var (limit, used) in Used(tokenId, now))
        {
            least = Math.Min(least, limit - used);
        }

        return Math.Max(0, least);
    }

    public OpenHold? Pick(int which) => Holds.Count == 0 ? null : Holds[which % Holds.Count];

    public void Hold(Reservation? reservation, long tokenId)
    {
        if (reservation is not null)
        {
            Holds.Add(new OpenHold(reservation, tokenId) { Amount = reservation.Amount });
        }
    }

    public void Settle(OpenHold hold, long charged, DateTimeOffset now)
    {
        Holds.Remove(hold);
        _charges.Add((now, hold.TokenId, charged));
    }

    public void AssertWithin(DateTimeOffset now) => Assert.All(
        Used(limitedToken, now), window => Assert.True(window.Used <= window.Limit, $"{window.Used} of {window.Limit} are used"));

    private IEnumerable<(long Limit, long Used)> Used(long tokenId, DateTimeOffset now)
    {
        var ofToken = LimitsOf(tokenId).Token;
        (long? Limit, bool OfToken, Func<DateTime, string> Window)[] all =
        [
            (limits.User.CreditPerDay, false, Day), (limits.User.CreditPerWeek, false, Week), (limits.User.CreditPerMonth, false, Month),
            (ofToken.CreditPerDay, true, Day), (ofToken.CreditPerWeek, true, Week), (ofToken.CreditPerMonth, true, Month),
        ];
        foreach (var (limit, isToken, window) in all.Where(each => each.Limit is not null))
        {
            var held = Holds.Where(hold => !isToken || hold.TokenId == tokenId).Sum(hold => hold.Amount);
            var charged = _charges.Where(charge => (!isToken || charge.TokenId == tokenId) && window(Local(charge.At)) == window(Local(now))).Sum(charge => charge.Amount);
            yield return (limit!.Value, held + charged);
        }
    }

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, limits.Zone).DateTime;

    private static string Day(DateTime local) => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Week(DateTime local) => $"{ISOWeek.GetYear(local)}-{ISOWeek.GetWeekOfYear(local)}";

    private static string Month(DateTime local) => local.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    internal sealed class OpenHold(Reservation reservation, long tokenId)
    {
        public Reservation Reservation => reservation;

        public long TokenId => tokenId;

        public long Amount { get; set; }
    }
}
