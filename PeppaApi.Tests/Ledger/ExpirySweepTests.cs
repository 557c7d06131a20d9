using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>The sweep of what is past its time, over more accounts than fit on a page.</summary>
public sealed class ExpirySweepTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sweep_OfManyAccounts_EndsAndExpiresWhatNoHoldKeeps(bool held)
    {
        const int Users = 450;
        await using var bed = await LedgerBed.CreateAsync();
        var tokens = await AddUsersAsync(bed, Users);
        var reservations = new List<Reservation>();
        foreach (var (user, token) in tokens)
        {
            await bed.Ledger.GrantAsync(new NewGrant(user, GrantKind.Gift, 100, bed.Clock.GetUtcNow().AddHours(1), "test"));
            await bed.Ledger.GrantAsync(new NewGrant(user, GrantKind.Payment, 1_000, null, "test"));
            if (held)
            {
                var answer = await bed.Ledger.ReserveAsync(new ReserveRequest(Guid.NewGuid().ToString("N"), user, token, 10, 10, 0, 0, "gpt-4o-mini", Group.Default, Credit.Million, 1, null));
                reservations.Add(answer.Reservation!);
            }
        }

        bed.Clock.Advance(TimeSpan.FromHours(2));
        await bed.Ledger.ExpireDueAsync().WaitAsync(TimeSpan.FromSeconds(60));
        foreach (var reservation in reservations)
        {
            await reservation.SettleAsync(LedgerBed.Cost(10));
        }

        foreach (var (user, _) in tokens)
        {
            Assert.Equal((held ? 90 : 100, 1_000), ((await bed.Balances.GetAsync(user)).Expired, (await bed.Balances.GetAsync(user)).Available));
        }

        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    private static async Task<List<(long User, long Token)>> AddUsersAsync(LedgerBed bed, int count)
    {
        await using var context = bed.OpenContext();
        var made = Enumerable.Range(2, count).Select(number => (
            User: new User { Id = number, UserName = $"user{number}", GroupName = Group.Default },
            Token: new ApiToken { UserId = number, Name = "some", KeyHash = $"hash{number}", Prefix = "sk-12345" })).ToList();
        context.Users.AddRange(made.Select(one => one.User));
        context.Tokens.AddRange(made.Select(one => one.Token));
        await context.SaveChangesAsync();
        return made.ConvertAll(one => (one.User.Id, one.Token.Id));
    }
}
