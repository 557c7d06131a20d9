using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

public sealed class CreditLedgerTests : IAsyncLifetime
{
    private LedgerBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await LedgerBed.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _bed.AuditAsync()).Differences);
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Reserve_ParallelOnCreditForTen_HoldsTen()
    {
        await _bed.GrantAsync(100);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _bed.ReserveAsync(10)));
        Assert.Equal(10, results.Count(result => result.Reservation is not null));
        Assert.Equal(0, (await _bed.BalanceAsync()).Available);
    }

    [Fact]
    public async Task Reserve_LessThanWantedLeft_HoldsWhatIsThere()
    {
        await _bed.GrantAsync(100);
        var (reservation, _) = await _bed.ReserveAsync(wanted: 150, minimum: 20);
        Assert.Equal(100, reservation!.Amount);
        Assert.Equal(ReserveOutcome.AccountShort, (await _bed.ReserveAsync(wanted: 5)).Outcome);
    }

    [Fact]
    public async Task Reserve_NoAccount_IsShort() =>
        Assert.Equal(ReserveOutcome.AccountShort, (await _bed.ReserveAsync(1)).Outcome);

    [Fact]
    public async Task Settle_LessThanHeld_GivesTheRestBack()
    {
        await _bed.GrantAsync(100);
        var (reservation, _) = await _bed.ReserveAsync(80);
        var result = await reservation!.SettleAsync(LedgerBed.Cost(30));
        Assert.Equal(new SettleResult(true, 30, 0), result);
        var balance = await _bed.BalanceAsync();
        Assert.Equal((70, 0, 30), (balance.Available, balance.Held, balance.Spent));
    }

    [Fact]
    public async Task Settle_MoreThanHeldAndThere_BooksOverrun()
    {
        await _bed.GrantAsync(100);
        var (reservation, _) = await _bed.ReserveAsync(60);
        var result = await reservation!.SettleAsync(LedgerBed.Cost(130));
        Assert.Equal(new SettleResult(true, 100, 30), result);
        Assert.Equal(0, (await _bed.BalanceAsync()).Available);
    }

    [Fact]
    public async Task Settle_Twice_ChargesOnce()
    {
        await _bed.GrantAsync(100);
        var (reservation, _) = await _bed.ReserveAsync(50);
        await reservation!.SettleAsync(LedgerBed.Cost(50));
        Assert.False((await reservation.SettleAsync(LedgerBed.Cost(50))).Settled);
        Assert.Equal(50, (await _bed.BalanceAsync()).Spent);
    }

    [Fact]
    public async Task Settle_OfAHoldThatIsGone_DoesNotMeetTheNext()
    {
        await _bed.GrantAsync(100);
        var (first, _) = await _bed.ReserveAsync(50);
        await first!.SettleAsync(LedgerBed.Cost(50));
        var (second, _) = await _bed.ReserveAsync(40);
        Assert.False((await first.SettleAsync(LedgerBed.Cost(50))).Settled);
        await first.DropAsync();
        Assert.Equal(40, (await _bed.BalanceAsync()).Held);
        Assert.True((await second!.SettleAsync(LedgerBed.Cost(30))).Settled);
        Assert.Equal(80, (await _bed.BalanceAsync()).Spent);
    }

    [Fact]
    public async Task Reserve_AfterARestartWithATaskUnderWay_DoesNotTakeItsPlace()
    {
        await _bed.GrantAsync(100);
        var request = new ReserveRequest("task", LedgerBed.UserId, _bed.TokenId, 50, 50, 0, 0, "gpt-4o-mini", Group.Default, Credit.Million, 1);
        var task = await _bed.Ledger.OpenTaskAsync(request, new NewTask(LongTaskKind.Midjourney, "public", "IMAGINE", ""));
        await using (var context = _bed.OpenContext())
        {
            await context.LongTasks.ExecuteUpdateAsync(set => set.SetProperty(one => one.State, LongTaskState.Running));
        }

        Assert.Equal(0, await _bed.RestartAsync());
        var (reservation, _) = await _bed.ReserveAsync(40);
        await reservation!.SettleAsync(LedgerBed.Cost(10));
        Assert.True(await _bed.Ledger.CloseTaskAsync(task.TaskId, new TaskEnd(task.HoldId, LongTaskState.Succeeded, UsageStatus.Succeeded)));
        Assert.Equal(60, (await _bed.BalanceAsync()).Spent);
    }

    [Fact]
    public async Task Dispose_Unsettled_Releases()
    {
        await _bed.GrantAsync(100);
        await using ((await _bed.ReserveAsync(50)).Reservation!)
        {
            Assert.Equal(50, (await _bed.BalanceAsync()).Held);
        }

        var balance = await _bed.BalanceAsync();
        Assert.Equal((100, 0, 0), (balance.Available, balance.Held, balance.Spent));
    }

    [Fact]
    public async Task Burn_SeveralGrants_EarliestExpiryThenGiftsThenOldest()
    {
        var paid = await _bed.GrantAsync(10, kind: GrantKind.Payment);
        var gift = await _bed.GrantAsync(10, kind: GrantKind.Gift);
        var late = await _bed.GrantAsync(10, TimeSpan.FromDays(9), GrantKind.Payment);
        var soon = await _bed.GrantAsync(10, TimeSpan.FromDays(3), GrantKind.Payment);
        var (reservation, _) = await _bed.ReserveAsync(35);
        await reservation!.SettleAsync(LedgerBed.Cost(35));
        var spent = (await _bed.BalanceAsync()).Grants.ToDictionary(grant => grant.Id, grant => grant.Spent);
        Assert.Equal((10, 10, 10, 5), (spent[soon], spent[late], spent[gift], spent[paid]));
    }

    [Fact]
    public async Task Reserve_AtTheMomentOfExpiry_IsShort()
    {
        await _bed.GrantAsync(100, TimeSpan.FromSeconds(10));
        _bed.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(ReserveOutcome.AccountShort, (await _bed.ReserveAsync(1)).Outcome);
        Assert.Equal(100, (await _bed.BalanceAsync()).Expired);
    }

    [Fact]
    public async Task Settle_HoldTakenBeforeExpiry_SpendsTheExpiredGrant()
    {
        await _bed.GrantAsync(100, TimeSpan.FromSeconds(10));
        var (reservation, _) = await _bed.ReserveAsync(60);
        _bed.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((0, 40), ((await _bed.BalanceAsync()).Available, (await _bed.BalanceAsync()).Expired));
        await reservation!.SettleAsync(LedgerBed.Cost(25));
        var balance = await _bed.BalanceAsync();
        Assert.Equal((0, 25, 75), (balance.Available, balance.Spent, balance.Expired));
    }

    [Fact]
    public async Task Reserve_AfterExpiryWhileAnotherHoldKeepsTheGrant_CannotUseIt()
    {
        await _bed.GrantAsync(8, TimeSpan.FromSeconds(10));
        await _bed.GrantAsync(5);
        var (old, _) = await _bed.ReserveAsync(8);
        _bed.Clock.Advance(TimeSpan.FromSeconds(11));
        var (young, _) = await _bed.ReserveAsync(5);
        Assert.NotNull(young);
        await old!.SettleAsync(LedgerBed.Cost(0));
        Assert.Equal(ReserveOutcome.AccountShort, (await _bed.ReserveAsync(1)).Outcome);
        await young.SettleAsync(LedgerBed.Cost(5));
        Assert.Equal((0, 5, 8), ((await _bed.BalanceAsync()).Available, (await _bed.BalanceAsync()).Spent, (await _bed.BalanceAsync()).Expired));
    }

    [Fact]
    public async Task Restart_UnsentHold_IsReleasedAndSentHoldChargedItsInput()
    {
        await _bed.GrantAsync(100);
        await _bed.ReserveAsync(30, inputCost: 7, requestId: "unsent");
        var (sent, _) = await _bed.ReserveAsync(30, inputCost: 7, requestId: "sent");
        sent!.MarkSent();
        await _bed.GrantAsync(1);
        Assert.Equal(2, await _bed.RestartAsync());
        var balance = await _bed.BalanceAsync();
        Assert.Equal((94, 0, 7), (balance.Available, balance.Held, balance.Spent));
        await using var context = _bed.OpenContext();
        Assert.Equal(
            [("sent", UsageBasis.Recovered, 7L), ("unsent", UsageBasis.None, 0L)],
            context.UsageRecords.OrderBy(record => record.RequestId).Select(record => new { record.RequestId, record.Basis, record.Charged })
                .AsEnumerable().Select(record => (record.RequestId, record.Basis, record.Charged)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task Grant_AmountOutOfRange_IsRefused(long amount) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _bed.GrantAsync(amount));

    [Fact]
    public async Task Grant_AlreadyExpired_IsRefused() =>
        await Assert.ThrowsAsync<InputException>(() => _bed.GrantAsync(1, TimeSpan.Zero));
}
