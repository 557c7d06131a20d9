using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Redemptions;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Redemptions;

/// <summary>A VIP tier is bought by code, for life, and nobody is ever worse off for it.</summary>
public sealed class TierTests : IAsyncLifetime
{
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync(credit: 0, upstreams: Replies.Either());

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Theory]
    [InlineData("vip", 648, 50, 0.95)]
    [InlineData("svip", 1888, 100, 0.9)]
    public async Task Tier_OfTheServicePage_CostsAndIncludesWhatItSays(string name, int yuan, int dollars, double multiplier)
    {
        Assert.Equal(new GroupView(name, (decimal)multiplier, yuan, dollars), await Groups.FindAsync(name));
        var result = await RedeemAsync(name);
        Assert.Equal((RedeemOutcome.Redeemed, Credit.FromUsd(dollars), name), (result.Outcome, result.Amount, result.Group));
        var balance = await _bed.Services.GetRequiredService<BalanceReader>().GetAsync(_bed.UserId);
        Assert.Equal((GrantKind.VipPurchase, (DateTimeOffset?)null), (balance.Grants[0].Kind, balance.Grants[0].ExpiresAt));
    }

    [Fact]
    public async Task Tier_JustBought_HoldsForTheVeryNextRequest()
    {
        await RedeemAsync("svip");
        using var response = await _bed.ChatAsync();
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        await using var context = await _bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContextAsync();
        var record = await context.UsageRecords.SingleAsync();
        Assert.Equal(("svip", 900_000), (record.GroupName, record.MultiplierParts));
    }

    [Fact]
    public async Task Tier_NotBetterThanTheUsersOwn_IsRefusedAndTheCodeStaysGood()
    {
        await RedeemAsync("svip");
        var vip = await MakeAsync("vip");
        Assert.Equal(RedeemOutcome.TierNotBetter, (await Redemptions.RedeemAsync(_bed.UserId, vip.Codes[0], null)).Outcome);
        Assert.Equal(RedeemOutcome.TierNotBetter, (await RedeemAsync("svip")).Outcome);
        Assert.Equal("svip", (await Users.GetAsync(_bed.UserId))!.Group);
        var other = (await Users.CreateAsync(new NewUser("other", "other@example.com", ApiCalls.Password))).Id;
        Assert.Equal("vip", (await Redemptions.RedeemAsync(other, vip.Codes[0], null)).Group);
    }

    [Fact]
    public async Task Tier_WithoutCredit_BecomesNoGrant()
    {
        var result = await RedeemAsync("vip", amount: 0);
        Assert.Equal((RedeemOutcome.Redeemed, 0, null, "vip"), (result.Outcome, result.Amount, result.GrantId, result.Group));
    }

    [Fact]
    public async Task Tier_RedeemedByTwoHundredAtOnce_UpgradesOneUser()
    {
        var other = (await Users.CreateAsync(new NewUser("other", "other@example.com", ApiCalls.Password))).Id;
        var code = (await MakeAsync("vip")).Codes[0];
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Redemptions.RedeemAsync(i % 2 == 0 ? _bed.UserId : other, code, null)));
        Assert.Single(results, result => result.Outcome == RedeemOutcome.Redeemed);
        Assert.Equal(["default", "vip"], new[] { (await Users.GetAsync(_bed.UserId))!.Group, (await Users.GetAsync(other))!.Group }.Order());
    }

    [Fact]
    public async Task Price_RaisedLater_LeavesEarlierBuyersUntouched()
    {
        await RedeemAsync("vip");
        await Groups.PutAsync(new GroupView("vip", 0.95m, 748, 30));
        var user = (await Users.GetAsync(_bed.UserId))!;
        Assert.Equal(("vip", Credit.FromUsd(50)), (user.Group, user.Available));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("no-such")]
    public async Task Batch_OfATierThatCannotBeGiven_IsRefused(string group)
    {
        var error = await Assert.ThrowsAsync<InputException>(() => MakeAsync(group));
        Assert.Equal("group", error.Field);
    }

    [Fact]
    public void Offer_ForAUser_SaysWhatTheTierWouldHaveSaved()
    {
        GroupView[] groups = [new("default", 1), new("vip", 0.95m, 648, 50), new("svip", 0.9m, 1888, 100)];
        var offers = TierOffer.For(groups, "vip", Credit.FromUsd(19));
        Assert.Equal([("vip", true, false, 0L), ("svip", false, true, Credit.FromUsd(1))], offers.Select(offer => (offer.Tier.Name, offer.IsOwn, offer.IsBetter, offer.Saving)));
        Assert.Equal(Credit.FromUsd(2), TierOffer.For(groups, "default", Credit.FromUsd(20))[1].Saving);
    }

    private GroupService Groups => _bed.Services.GetRequiredService<GroupService>();

    private UserService Users => _bed.Services.GetRequiredService<UserService>();

    private RedemptionService Redemptions => _bed.Services.GetRequiredService<RedemptionService>();

    private Task<CreatedRedemptionBatch> MakeAsync(string group, long? amount = null) =>
        _bed.Services.GetRequiredService<RedemptionBatches>().CreateAsync(new NewRedemptionBatch("tier", 1, amount, Group: group));

    private async Task<RedeemResult> RedeemAsync(string group, long? amount = null) =>
        await Redemptions.RedeemAsync(_bed.UserId, (await MakeAsync(group, amount)).Codes[0], null);
}
