using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>A source gives once, however many ask and whatever they ask for.</summary>
public sealed class GiveOnceTests
{
    [Fact]
    public async Task Give_TwoHundredAtOnce_MakesOneGrant()
    {
        await using var bed = await LedgerBed.CreateAsync();
        var results = await Task.WhenAll(Enumerable.Range(1, 200).Select(amount => Task.Run(() => GiveAsync(bed, "invite:42", amount))));
        var made = Assert.Single(results, result => result.Given);
        var balance = await bed.BalanceAsync();
        Assert.Equal((made.GrantId, made.Amount), (Assert.Single(balance.Grants).Id, balance.Available));
        Assert.All(results, result => Assert.Equal((made.GrantId, made.Amount), (result.GrantId, result.Amount)));
        Assert.Empty((await bed.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Give_AgainAfterARestart_MakesNoSecondGrant()
    {
        await using var bed = await LedgerBed.CreateAsync();
        Assert.True((await GiveAsync(bed, "signup:1", 500)).Given);
        await bed.RestartAsync();
        Assert.False((await GiveAsync(bed, "signup:1", 500)).Given);
        Assert.True((await GiveAsync(bed, "signup:2", 500)).Given);
        Assert.Equal(1_000, (await bed.BalanceAsync()).Available);
    }

    [Fact]
    public async Task Gifts_OfEveryKind_AreSpentBeforeWhatWasPaid()
    {
        await using var bed = await LedgerBed.CreateAsync();
        GrantKind[] paid = [GrantKind.Payment, GrantKind.Adjustment, GrantKind.Redemption, GrantKind.VipPurchase, GrantKind.Refund];
        GrantKind[] gifts = [GrantKind.Gift, GrantKind.SignUpGift, GrantKind.InviteReward, GrantKind.TopUpShare];
        foreach (var kind in paid.Concat(gifts))
        {
            await bed.GrantAsync(10, kind: kind);
        }

        Assert.Equal(Enum.GetValues<GrantKind>().Length, paid.Length + gifts.Length);
        var (hold, _) = await bed.ReserveAsync(40);
        await hold!.SettleAsync(LedgerBed.Cost(40));
        Assert.Equal(gifts.Order(), (await bed.BalanceAsync()).Grants.Where(grant => grant.Spent == 10).Select(grant => grant.Kind).Order());
    }

    [Fact]
    public void Settings_AsDelivered_AreThoseOfTheServicePage()
    {
        Assert.Equal(new GiftSettings(0.5m, 3, 0.3m, 0, 0), GiftSettings.Default);
        Assert.Equal(0, GiftSettings.Default.ShareOf(1_000));
        Assert.Equal(33, (GiftSettings.Default with { TopUpSharePercent = 3.3m }).ShareOf(1_029));
    }

    private static Task<GiveOnceResult> GiveAsync(LedgerBed bed, string source, long amount) =>
        bed.Ledger.GiveOnceAsync(LedgerBed.UserId, GrantKind.InviteReward, amount, expiresAt: null, source, "test");
}
