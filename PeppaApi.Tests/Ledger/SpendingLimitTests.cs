using CsCheck;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>Limits of credit in a day, week and month: random runs over turns of windows and clocks put forward and back, against a model that adds up lists.</summary>
public sealed class SpendingLimitTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/Havana", "Asia/Kolkata", "Asia/Shanghai"];

    private static readonly Gen<UsageLimits> GenLimits = Gen.Select(
        Gen.Long[0, 150].Nullable(), Gen.Long[0, 400].Nullable(), Gen.Long[0, 900].Nullable(),
        (day, week, month) => new UsageLimits(CreditPerDay: day, CreditPerWeek: week, CreditPerMonth: month));

    private static readonly Gen<(int What, int Which, long Amount)> GenStep = Gen.Select(
        Gen.Frequency((5, Gen.Const(0)), (4, Gen.Const(1)), (1, Gen.Const(2)), (4, Gen.Const(3)), (1, Gen.Const(4)), (1, Gen.Const(5))), Gen.Int[0, 9], Gen.Long[0, 60]);

    [Fact]
    public async Task Limits_AnyRun_AgreeWithTheModel() => await Gen.Select(GenLimits, GenLimits, Gen.Int[0, Zones.Length - 1], Gen.Bool, GenStep.List[1, 60]).SampleAsync(
        async (user, token, zone, spring, steps) =>
        {
            await using var bed = await LedgerBed.CreateAsync();
            // Near the days on which clocks are put forward and back.
            bed.Clock.Advance(new DateTimeOffset(2026, spring ? 3 : 10, spring ? 6 : 22, 11, 0, 0, TimeSpan.Zero) - bed.Clock.GetUtcNow());
            await bed.GrantAsync(1_000_000);
            var model = new SpendingModel(bed.TokenId, new SpendingLimits(user, token, TimeZoneInfo.FindSystemTimeZoneById(Zones[zone])));
            long[] tokens = [bed.TokenId, await bed.AddTokenAsync()];
            foreach (var (what, which, amount) in steps)
            {
                await StepAsync(bed, model, tokens[which % 2], what, which, amount);
            }

            Assert.Empty((await bed.AuditAsync()).Differences);
            model.AssertWithin(bed.Clock.GetUtcNow());
        },
        iter: 60,
        threads: 2);

    [Fact]
    public async Task Limit_Reached_SaysWhichAndWhenItTurns()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000);
        var limits = new SpendingLimits(UsageLimits.None, new UsageLimits(CreditPerDay: 50), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        var (hold, _) = await bed.ReserveAsync(40, limits: limits);
        var refused = await bed.ReserveAsync(20, limits: limits);
        Assert.Equal(ReserveOutcome.LimitReached, refused.Outcome);
        // The bed's clock starts at midnight UTC, eight in the morning in Shanghai.
        Assert.Equal(new ReachedLimit(true, SpendingPeriod.Day, 50, bed.Clock.GetUtcNow().AddHours(16)), refused.Limit);
        Assert.Equal(10, (await bed.ReserveAsync(20, minimum: 5, limits: limits)).Reservation!.Amount);
        // What was used beyond the hold is charged as far as the limit goes; the rest is overrun.
        Assert.Equal(new SettleResult(true, 40, 10), await hold!.SettleAsync(LedgerBed.Cost(50)));
        bed.Clock.Advance(TimeSpan.FromHours(16));
        // What is still held counts in the new day.
        Assert.Equal(ReserveOutcome.LimitReached, (await bed.ReserveAsync(41, limits: limits)).Outcome);
        Assert.Equal(ReserveOutcome.Reserved, (await bed.ReserveAsync(40, limits: limits)).Outcome);
        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Limit_SetLater_CountsWhatWasSpentBefore()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000);
        var (first, _) = await bed.ReserveAsync(30);
        var (running, _) = await bed.ReserveAsync(30);
        await first!.SettleAsync(LedgerBed.Cost(30));
        var limits = new SpendingLimits(new UsageLimits(CreditPerMonth: 100), UsageLimits.None, TimeZoneInfo.Utc);
        Assert.Equal(ReserveOutcome.LimitReached, (await bed.ReserveAsync(41, limits: limits)).Outcome);
        await running!.SettleAsync(LedgerBed.Cost(20));
        Assert.Equal(ReserveOutcome.Reserved, (await bed.ReserveAsync(50, limits: limits)).Outcome);
        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    private static async Task StepAsync(LedgerBed bed, SpendingModel model, long tokenId, int what, int which, long amount)
    {
        var now = bed.Clock.GetUtcNow();
        switch (what)
        {
            case 0:
                var minimum = amount / 2;
                var limits = model.LimitsOf(tokenId);
                var reservation = (await bed.ReserveAsync(amount, minimum, tokenId: tokenId, limits: limits)).Reservation;
                Assert.Equal(model.Room(tokenId, now, amount) is var room && room >= minimum ? room : null, reservation?.Amount);
                model.Hold(reservation, tokenId);
                break;
            case 1 when model.Pick(which) is { } hold:
                var cost = amount * 2;
                var most = hold.Amount + model.Room(hold.TokenId, now, Math.Max(0, cost - hold.Amount));
                var charged = (await hold.Reservation.SettleAsync(LedgerBed.Cost(cost))).Charged;
                Assert.Equal(Math.Min(cost, most), charged);
                model.Settle(hold, charged, now);
                break;
            case 2 when model.Pick(which) is { } hold:
                var expected = model.Room(hold.TokenId, now, amount);
                Assert.Equal(expected, await hold.Reservation.ExtendAsync(amount));
                hold.Amount += expected;
                break;
            case 3:
                bed.Clock.Advance(TimeSpan.FromMinutes(amount * which * 5));
                break;
            case 4:
                await bed.RestartAsync();
                model.Holds.Clear();
                break;
            case 5 when model.Pick(which) is { } hold:
                await hold.Reservation.DisposeAsync();
                model.Holds.Remove(hold);
                break;
        }
    }
}
