using PeppaApi.Ledger;

namespace PeppaApi.Tests.Ledger;

/// <summary>The rules of money in the plainest form: lists and loops, no database. Expires eagerly at every act.</summary>
internal sealed class LedgerModel(long? tokenLimit)
{
    private readonly List<Lot> _lots = [];
    private long _tokenSpent;

    public List<OpenHold> Holds { get; } = [];

    /// <summary>What each settled request may still be given back.</summary>
    public List<Paid> Settled { get; } = [];

    public long Spent { get; private set; }

    public long Expired { get; private set; }

    public long Held => Holds.Sum(hold => hold.Amount);

    public long Available => _lots.Sum(lot => lot.Remaining) - Held;

    private long Room => Math.Min(Available, tokenLimit - _tokenSpent - Held ?? long.MaxValue);

    public void Grant(long amount, DateTimeOffset? expiresAt) => _lots.Add(new Lot(expiresAt) { Remaining = amount });

    public bool Withdraw(long amount, DateTimeOffset now)
    {
        Expire(now);
        if (amount > Available)
        {
            return false;
        }

        Expired += amount;
        foreach (var lot in InBurnOrder().Where(lot => lot.ExpiresAt is null || lot.ExpiresAt > now))
        {
            var part = Math.Min(lot.Remaining, amount);
            lot.Remaining -= part;
            amount -= part;
        }

        Assert.Equal(0, amount);
        return true;
    }

    public long? Reserve(long wanted, long minimum, DateTimeOffset now, Reservation? reservation, string requestId)
    {
        Expire(now);
        var amount = Math.Min(wanted, Room);
        // The real ledger knows no account before the first grant.
        if (amount < minimum || _lots.Count == 0)
        {
            return null;
        }

        Holds.Add(new OpenHold(reservation!, requestId, now) { Amount = amount });
        return amount;
    }

    public long Extend(OpenHold hold, long by, DateTimeOffset now)
    {
        Expire(now);
        var amount = Math.Max(0, Math.Min(by, Room));
        hold.Amount += amount;
        return amount;
    }

    public long Settle(OpenHold hold, long cost, DateTimeOffset now)
    {
        Extend(hold, Math.Max(0, cost - hold.Amount), now);
        var charged = Math.Min(cost, hold.Amount);
        Holds.Remove(hold);
        Spent += charged;
        _tokenSpent += charged;
        foreach (var lot in InBurnOrder().Where(lot => lot.ExpiresAt is null || lot.ExpiresAt > hold.TakenAt))
        {
            var part = Math.Min(lot.Remaining, charged);
            lot.Remaining -= part;
            charged -= part;
        }

        Assert.Equal(0, charged);
        Expire(now);
        Settled.Add(new Paid(hold.RequestId) { Left = Math.Min(cost, hold.Amount) });
        return Math.Min(cost, hold.Amount);
    }

    public long Refund(Paid paid, long amount)
    {
        if (amount > paid.Left)
        {
            return 0;
        }

        paid.Left -= amount;
        _tokenSpent -= amount;
        Grant(amount, expiresAt: null);
        return amount;
    }

    public void ReleaseAll(DateTimeOffset now)
    {
        Holds.Clear();
        Expire(now);
    }

    /// <summary>An expired lot keeps what holds taken in time, and not served by an earlier lot, may still spend.</summary>
    public void Expire(DateTimeOffset now)
    {
        var covered = 0L;
        foreach (var lot in InBurnOrder().Where(lot => lot.ExpiresAt <= now))
        {
            var heldInTime = Holds.Where(hold => hold.TakenAt < lot.ExpiresAt).Sum(hold => hold.Amount);
            var kept = Math.Clamp(heldInTime - covered, 0, lot.Remaining);
            covered += kept;
            Expired += lot.Remaining - kept;
            lot.Remaining = kept;
        }
    }

    public OpenHold? Pick(int which) => Holds.Count == 0 ? null : Holds[which % Holds.Count];

    public override string ToString() => $"available {Available}, held {Held}, spent {Spent}, expired {Expired}";

    private List<Lot> InBurnOrder() => [.. _lots.OrderBy(lot => lot.ExpiresAt ?? DateTimeOffset.MaxValue)];

    internal sealed class Paid(string requestId)
    {
        public string RequestId => requestId;

        public long Left { get; set; }
    }

    internal sealed class OpenHold(Reservation reservation, string requestId, DateTimeOffset takenAt)
    {
        public string RequestId => requestId;

        public Reservation Reservation => reservation;

        public DateTimeOffset TakenAt => takenAt;

        public long Amount { get; set; }
    }

    private sealed class Lot(DateTimeOffset? expiresAt)
    {
        public DateTimeOffset? ExpiresAt => expiresAt;

        public long Remaining { get; set; }
    }
}
