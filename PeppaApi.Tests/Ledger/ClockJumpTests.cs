using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>A clock that is set forward and back again and again, by seconds and by years.</summary>
public sealed class ClockJumpTests
{
    [Fact]
    public async Task Clock_JumpsBackAndForth_BooksHoldsAndLimitsStayRight()
    {
        var random = new Random(20261125);
        await using var bed = await LedgerBed.CreateAsync();
        var limits = new SpendingLimits(new UsageLimits { CreditPerDay = 5_000 }, UsageLimits.None, TimeZoneInfo.Utc);
        await bed.GrantAsync(1_000_000);
        var open = new Queue<Reservation>();
        var (charged, granted) = (0L, 1_000_000L);
        for (var i = 0; i < 400; i++)
        {
            bed.Clock.AdjustTime(bed.Clock.GetUtcNow() + Jump(random));
            switch (random.Next(4))
            {
                case 0:
                    await bed.GrantAsync(500, TimeSpan.FromSeconds(random.Next(1, 100_000)));
                    granted += 500;
                    break;
                case 1 or 2 when await bed.ReserveAsync(100, limits: limits) is { Reservation: { } taken }:
                    open.Enqueue(taken);
                    break;
                case 3 when open.TryDequeue(out var held):
                    charged += (await held.SettleAsync(LedgerBed.Cost(random.Next(0, 120)))).Charged;
                    break;
                default:
                    await bed.Ledger.ExpireDueAsync();
                    break;
            }
        }

        while (open.TryDequeue(out var held))
        {
            await held.DisposeAsync();
        }

        Assert.True(charged > 0);
        Assert.Empty((await bed.AuditAsync()).Differences);
        var balance = await bed.BalanceAsync();
        Assert.Equal((0, charged), (balance.Held, balance.Spent));
        Assert.Equal(granted, balance.Available + balance.Spent + balance.Expired);
        // With the clock back where it was, a day's limit still holds.
        var spent = 0L;
        while (await bed.ReserveAsync(1_000, limits: limits) is { Reservation: { } more })
        {
            spent += (await more.SettleAsync(LedgerBed.Cost(1_000))).Charged;
            Assert.InRange(spent, 0, 5_000);
        }
    }

    private static TimeSpan Jump(Random random) => random.Next(6) switch
    {
        0 => TimeSpan.FromDays(-random.Next(1, 400)),
        1 => TimeSpan.FromDays(random.Next(1, 30)),
        2 => TimeSpan.FromSeconds(-random.Next(1, 100)),
        _ => TimeSpan.FromSeconds(random.Next(0, 100)),
    };
}
