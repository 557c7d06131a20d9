using CsCheck;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>Random interleavings of grant, withdrawal, reserve, extend, settle, release, refund, expiry and restart against <see cref="LedgerModel"/>.</summary>
public sealed class LedgerModelTests
{
    private static readonly Gen<Step> GenStep = Gen.Frequency(
        (2, Gen.Select(Gen.Long[1, 100], Gen.Int[0, 20], (amount, life) => (Step)new Step.Grant(amount, life))),
        (1, Gen.Long[1, 60].Select(amount => (Step)new Step.Withdraw(amount))),
        (4, Gen.Select(Gen.Long[0, 80], Gen.Long[0, 80], (wanted, minimum) => (Step)new Step.Reserve(wanted, Math.Min(wanted, minimum)))),
        (1, Gen.Select(Gen.Int[0, 9], Gen.Long[1, 50], (which, by) => (Step)new Step.Extend(which, by))),
        (3, Gen.Select(Gen.Int[0, 9], Gen.Long[0, 120], (which, cost) => (Step)new Step.Settle(which, cost))),
        (1, Gen.Int[0, 9].Select(which => (Step)new Step.Settle(which, 0))),
        (1, Gen.Select(Gen.Int[0, 9], Gen.Long[1, 60], (which, amount) => (Step)new Step.Refund(which, amount))),
        (2, Gen.Int[1, 8].Select(seconds => (Step)new Step.Wait(seconds))),
        (1, Gen.Const((Step)new Step.Restart())));

    [Fact]
    public async Task Ledger_AnyInterleaving_AgreesWithTheModel() =>
        await Gen.Select(GenStep.List[1, 40], Gen.Long[20, 400].Nullable()).SampleAsync(
            async (steps, limit) => await CheckAsync(steps, limit), iter: 60, threads: 2);

    private static async Task CheckAsync(List<Step> steps, long? tokenLimit)
    {
        await using var bed = await LedgerBed.CreateAsync(tokenLimit);
        var model = new LedgerModel(tokenLimit);
        foreach (var step in steps)
        {
            await step.RunAsync(bed, model);
            await CompareAsync(bed, model, step);
        }

        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    private static async Task CompareAsync(LedgerBed bed, LedgerModel model, Step step)
    {
        model.Expire(bed.Clock.GetUtcNow());
        await bed.Ledger.ExpireDueAsync();
        var balance = await bed.BalanceAsync();
        Assert.True(
            (model.Available, model.Held, model.Spent, model.Expired) == (balance.Available, balance.Held, balance.Spent, balance.Expired),
            $"after {step}: expected {model}, found {balance}");
        Assert.True(balance.Available >= 0 && balance.Grants.All(grant => grant.Remaining >= 0), "a figure is below zero");
    }

    private abstract record Step
    {
        public abstract Task RunAsync(LedgerBed bed, LedgerModel model);

        public sealed record Grant(long Amount, int LifeSeconds) : Step
        {
            // A life of zero stands for credit that never expires.
            private TimeSpan? Life => LifeSeconds == 0 ? null : TimeSpan.FromSeconds(LifeSeconds);

            public override async Task RunAsync(LedgerBed bed, LedgerModel model)
            {
                await bed.GrantAsync(Amount, Life);
                model.Grant(Amount, bed.Clock.GetUtcNow() + Life);
            }
        }

        public sealed record Withdraw(long Amount) : Step
        {
            public override async Task RunAsync(LedgerBed bed, LedgerModel model)
            {
                var result = await bed.Ledger.WithdrawAsync(LedgerBed.UserId, Amount, "test");
                Assert.Equal(model.Withdraw(Amount, bed.Clock.GetUtcNow()), result.Withdrawn);
            }
        }

        public sealed record Reserve(long Wanted, long Minimum) : Step
        {
            public override async Task RunAsync(LedgerBed bed, LedgerModel model)
            {
                var requestId = Guid.NewGuid().ToString("N");
                var (reservation, _) = await bed.ReserveAsync(Wanted, Minimum, requestId: requestId);
                var expected = model.Reserve(Wanted, Minimum, bed.Clock.GetUtcNow(), reservation, requestId);
                Assert.Equal(expected, reservation?.Amount);
            }
        }

        public sealed record Extend(int Which, long By) : Step
        {
            public override async Task RunAsync(LedgerBed bed, LedgerModel model)
            {
                if (model.Pick(Which) is { } hold)
                {
                    Assert.Equal(model.Extend(hold, By, bed.Clock.GetUtcNow()), await hold.Reservation.ExtendAsync(By));
                }
            }
        }

        public sealed record Settle(int Which, long Cost) : Step
        {
            public override async Task RunAsync(LedgerBed bed, LedgerModel model)
            {
                if (model.Pick(Which) is { } hold)
                {
                    var result = await hold.Reservation.SettleAsync(LedgerBed.Cost(Cost));
                    Assert.Equal(model.Settle(hold, Cost, bed.Clock.GetUtcNow()), result.Charged);
                    Assert.Equal(Cost, result.Charged + result.Overrun);
                    Assert.False((await hold.Reservation.SettleAsync(LedgerBed.Cost(Cost))).Settled);
                }
            }
        }

        public sealed record Refund(int Which, long Amount) : Step
        {
            public override async Task RunAsync(LedgerBed bed, LedgerModel model)
            {
                if (model.Settled.Count > 0)
                {
                    var paid = model.Settled[Which % model.Settled.Count];
                    Assert.Equal(model.Refund(paid, Amount), (await bed.Ledger.RefundAsync(paid.RequestId, Amount, "test")).Refunded);
                }
            }
        }

        public sealed record Wait(int Seconds) : Step
        {
            public override Task RunAsync(LedgerBed bed, LedgerModel model)
            {
                bed.Clock.Advance(TimeSpan.FromSeconds(Seconds));
                return Task.CompletedTask;
            }
        }

        public sealed record Restart : Step
        {
            public override async Task RunAsync(LedgerBed bed, LedgerModel model)
            {
                Assert.Equal(model.Holds.Count, await bed.RestartAsync());
                model.ReleaseAll(bed.Clock.GetUtcNow());
            }
        }
    }
}
