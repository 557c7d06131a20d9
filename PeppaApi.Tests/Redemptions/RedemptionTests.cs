using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Ledger;
using PeppaApi.Redemptions;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Redemptions;

/// <summary>A code becomes exactly one grant, or nothing and a clear reason.</summary>
public sealed class RedemptionTests : IAsyncLifetime
{
    private RelayBed _bed = null!;

    private RedemptionService Service => _bed.Services.GetRequiredService<RedemptionService>();

    private RedemptionBatches Batches => _bed.Services.GetRequiredService<RedemptionBatches>();

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync(credit: 0);

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Code_RedeemedByTwoHundredAtOnce_BecomesOneGrant()
    {
        var other = await AddUserAsync("other");
        var batch = await MakeAsync(count: 1);
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Service.RedeemAsync(i % 2 == 0 ? _bed.UserId : other, batch.Codes[0], null)));
        var redeemed = Assert.Single(results, result => result.Outcome == RedeemOutcome.Redeemed);
        Assert.Equal(Credit.FromUsd(5), redeemed.Amount);
        Assert.Equal(199, results.Count(result => result.Outcome == RedeemOutcome.AlreadyRedeemed));
        Assert.Equal(Credit.FromUsd(5), await AvailableAsync(_bed.UserId) + await AvailableAsync(other));
    }

    [Theory]
    [InlineData("lower", true)]
    [InlineData("spaces", true)]
    [InlineData("mistaken", true)]
    [InlineData("short", false)]
    public async Task Code_TypedInAnotherWay_IsReadAsPeopleMeanIt(string how, bool works)
    {
        var code = (await MakeAsync(count: 1)).Codes[0];
        var typed = how switch
        {
            "lower" => code.ToLowerInvariant(),
            "spaces" => "  " + code.Replace("-", " - ", StringComparison.Ordinal),
            "mistaken" => code.Replace('0', 'o').Replace('1', 'l'),
            _ => code[..^1],
        };
        Assert.Equal(works ? RedeemOutcome.Redeemed : RedeemOutcome.Unknown, (await Service.RedeemAsync(_bed.UserId, typed, null)).Outcome);
    }

    [Fact]
    public async Task Code_ThatCannotBeRedeemed_SaysWhyAndChangesNothing()
    {
        var disabled = await MakeAsync(count: 1);
        await Batches.SetBatchEnabledAsync(disabled.Id, enabled: false);
        Assert.Equal(RedeemOutcome.Disabled, (await Service.RedeemAsync(_bed.UserId, disabled.Codes[0], null)).Outcome);

        var brief = await MakeAsync(count: 1, expiresAt: TimeProvider.System.GetUtcNow().AddMilliseconds(300));
        await Task.Delay(350);
        Assert.Equal(RedeemOutcome.Expired, (await Service.RedeemAsync(_bed.UserId, brief.Codes[0], null)).Outcome);

        var deleted = await MakeAsync(count: 1);
        Assert.Equal(1, await Batches.DeleteUnusedAsync(deleted.Id));
        Assert.Equal(RedeemOutcome.Unknown, (await Service.RedeemAsync(_bed.UserId, deleted.Codes[0], null)).Outcome);

        var good = await MakeAsync(count: 1);
        var user = await AddUserAsync("disabled");
        await _bed.Services.GetRequiredService<UserService>().UpdateAsync(user, new UserChange(Disabled: true));
        Assert.Equal(RedeemOutcome.UserDisabled, (await Service.RedeemAsync(user, good.Codes[0], null)).Outcome);
        Assert.Equal(0, await AvailableAsync(_bed.UserId) + await AvailableAsync(user));
    }

    [Fact]
    public async Task Codes_OfABatchWithALimit_AreForManyUsers()
    {
        var batch = await MakeAsync(count: 3, perUser: 1);
        Assert.Equal(RedeemOutcome.Redeemed, (await Service.RedeemAsync(_bed.UserId, batch.Codes[0], null)).Outcome);
        Assert.Equal(RedeemOutcome.LimitReached, (await Service.RedeemAsync(_bed.UserId, batch.Codes[1], null)).Outcome);
        Assert.Equal(RedeemOutcome.Redeemed, (await Service.RedeemAsync(await AddUserAsync("other"), batch.Codes[1], null)).Outcome);

        // What was redeemed cannot be deleted, and says by whom.
        Assert.Equal(1, await Batches.DeleteUnusedAsync(batch.Id));
        var (codes, total) = await Batches.ListCodesAsync(batch.Id, "othe", 1, 10);
        Assert.Equal((1, "other"), (total, codes[0].RedeemedByName));
        Assert.Equal(1, (await Batches.ListCodesAsync(null, batch.Codes[0], 1, 10)).Total);
        Assert.Equal(2, (await Batches.ListCodesAsync(batch.Id, null, 1, 10)).Total);
    }

    [Fact]
    public async Task Guessing_ByUserOrAddress_IsStoppedAndLogged()
    {
        var address = IPAddress.Parse("203.0.113.9");
        for (var i = 0; i < GuessLimiter.PerUser; i++)
        {
            Assert.Equal(RedeemOutcome.Unknown, (await Service.RedeemAsync(_bed.UserId, "00000-00000-00000-00000", address)).Outcome);
        }

        var good = await MakeAsync(count: 1);
        Assert.Equal(RedeemOutcome.TooManyGuesses, (await Service.RedeemAsync(_bed.UserId, good.Codes[0], address)).Outcome);
        Assert.Contains(_bed.Log.Lines, line => line.Contains("203.0.113.9", StringComparison.Ordinal));
        Assert.Equal(RedeemOutcome.Redeemed, (await Service.RedeemAsync(await AddUserAsync("other"), good.Codes[0], address)).Outcome);
    }

    [Fact]
    public void Guessing_FromManyAddressesOfOneNetwork_IsStopped()
    {
        var guesses = new GuessLimiter(TimeProvider.System);
        for (var i = 0; i < GuessLimiter.PerAddress; i++)
        {
            Assert.True(guesses.MayTry(i, IPAddress.Parse($"2001:db8:0:1::{i:x}")));
            guesses.Count(i, IPAddress.Parse($"2001:db8:0:1::{i:x}"));
        }

        Assert.False(guesses.MayTry(1_000, IPAddress.Parse("2001:db8:0:1:ffff::1")));
        Assert.True(guesses.MayTry(1_000, IPAddress.Parse("2001:db8:0:2::1")));
    }

    [Fact]
    public async Task Batch_OfTheLargestSize_IsStoredWithoutItsCodes()
    {
        var batch = await MakeAsync(count: RedemptionBatches.LargestBatch);
        Assert.Equal(RedemptionBatches.LargestBatch, batch.Codes.Distinct().Count());
        var view = (await Batches.ListAsync(1, 10)).Items[0];
        Assert.Equal((RedemptionBatches.LargestBatch, 0, 0), (view.Count, view.Redeemed, view.Disabled));
        await using var context = _bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        var stored = await context.RedemptionCodes.AsNoTracking().FirstAsync(code => code.BatchId == batch.Id);
        Assert.Equal(64, stored.CodeHash.Length);
        Assert.Equal(batch.Codes[0][..5], stored.Prefix);
        Assert.Equal(RedemptionBatches.LargestBatch + 1, RedemptionExport.ToCsv(batch).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(RedemptionBatches.LargestBatch, RedemptionExport.ToText(batch).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("", 1, 1, "name")]
    [InlineData("n", 0, 1, "count")]
    [InlineData("n", 10_001, 1, "count")]
    [InlineData("n", 1, 0, "amountUsd")]
    [InlineData("n", 1, -1, "amountUsd")]
    [InlineData("n", 1, 1_000_001, "amountUsd")]
    public async Task Batch_WithABadField_IsRefused(string name, int count, int usd, string field)
    {
        var exception = await Assert.ThrowsAsync<InputException>(() => Batches.CreateAsync(new NewRedemptionBatch(name, count, Credit.FromUsd(usd))));
        Assert.Equal(field, exception.Field);
    }

    private Task<CreatedRedemptionBatch> MakeAsync(int count, DateTimeOffset? expiresAt = null, int? perUser = null) =>
        Batches.CreateAsync(new NewRedemptionBatch("test", count, Credit.FromUsd(5), expiresAt, perUser));

    private async Task<long> AddUserAsync(string name) =>
        (await _bed.Services.GetRequiredService<UserService>().CreateAsync(new NewUser(name, name + "@example.test", "correct horse battery"))).Id;

    private async Task<long> AvailableAsync(long userId) => (await _bed.Services.GetRequiredService<BalanceReader>().GetAsync(userId)).Available;
}
