using PeppaApi.Pricing;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Pricing;

/// <summary>Versions of a price: who sets one over another's sees it, and what is to come can be taken back.</summary>
public sealed class PriceServiceTests
{
    private static readonly PriceSpec One = new() { InputPerMillion = 1, OutputPerMillion = 2 };

    [Fact]
    public async Task Put_OverAVersionThatTheEditorHasNotSeen_IsAConflictAndChangesNothing()
    {
        await using var bed = await LedgerBed.CreateAsync();
        var first = await bed.Prices.PutAsync("m", One, seen: 0);
        var second = await bed.Prices.PutAsync("m", One with { InputPerMillion = 3 }, seen: first.Id);
        var conflict = await Assert.ThrowsAsync<PriceConflictException>(() => bed.Prices.PutAsync("m", One with { InputPerMillion = 5 }, seen: first.Id));
        Assert.Equal(second.Id, conflict.Latest!.Id);
        await Assert.ThrowsAsync<PriceConflictException>(() => bed.Prices.PutAsync("m", One, seen: 0));
        Assert.Equal([3m, 1m], (await bed.Prices.HistoryAsync("m")).Select(version => version.InputPerMillion));
        Assert.Equal(7m, (await bed.Prices.PutAsync("m", One with { InputPerMillion = 7 }, seen: second.Id)).InputPerMillion);
    }

    [Fact]
    public async Task Put_ByManyAtOnceWhoSawTheSame_LetsOneThrough()
    {
        await using var bed = await LedgerBed.CreateAsync();
        var first = await bed.Prices.PutAsync("m", One);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await bed.Prices.PutAsync("m", One with { InputPerMillion = i + 10 }, seen: first.Id);
                return true;
            }
            catch (PriceConflictException)
            {
                return false;
            }
        }));
        Assert.Equal(1, outcomes.Count(won => won));
        Assert.Equal(2, (await bed.Prices.HistoryAsync("m")).Count);
    }

    [Fact]
    public async Task Put_ForALaterDay_IsListedHoldsFromThenAndCanBeTakenBack()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.Prices.PutAsync("m", One);
        var later = await bed.Prices.PutAsync("m", One with { InputPerMillion = 9, EffectiveFrom = bed.Clock.GetUtcNow().AddDays(1) });
        Assert.Equal([later.Id], (await bed.Prices.ScheduledAsync()).Select(price => price.Id));
        Assert.Equal(1m, Assert.Single(await bed.Prices.ListAsync()).InputPerMillion);
        bed.Clock.Advance(TimeSpan.FromSeconds(1));
        // A price for now leaves what is to come alone.
        await bed.Prices.PutAsync("m", One with { InputPerMillion = 4 });
        Assert.Equal(4m, Assert.Single(await bed.Prices.ListAsync()).InputPerMillion);
        Assert.Equal([9m, 4m, 1m], (await bed.Prices.HistoryAsync("m")).Select(version => version.InputPerMillion));
        bed.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(9m, Assert.Single(await bed.Prices.ListAsync()).InputPerMillion);
        await Assert.ThrowsAsync<InputException>(() => bed.Prices.CancelAsync(later.Id));

        var never = await bed.Prices.PutAsync("m", One with { EffectiveFrom = bed.Clock.GetUtcNow().AddDays(1) });
        Assert.True(await bed.Prices.CancelAsync(never.Id));
        Assert.False(await bed.Prices.CancelAsync(never.Id));
        Assert.Empty(await bed.Prices.ScheduledAsync());
    }

    [Theory]
    [InlineData("inputPerMillion", -1, 1, 1)]
    [InlineData("inputPerMillion", 10_001, 1, 1)]
    [InlineData("outputPerMillion", 1, 0.0000000001, 1)]
    [InlineData("discount", 1, 1, -0.1)]
    [InlineData("discount", 1, 1, 11)]
    [InlineData("confirmZero", 1, 1, 0)]
    [InlineData("confirmZero", 0, 0, 1)]
    public async Task Put_OfWhatCannotBe_NamesTheFieldAndChangesNothing(string field, double input, double output, double discount)
    {
        await using var bed = await LedgerBed.CreateAsync();
        var spec = new PriceSpec { InputPerMillion = (decimal)input, OutputPerMillion = (decimal)output, Discount = (decimal)discount };
        Assert.Equal(field, (await Assert.ThrowsAsync<InputException>(() => bed.Prices.PutAsync("m", spec))).Field);
        Assert.Empty(await bed.Prices.ListAsync());
    }

    [Theory]
    [InlineData("200000: input=6 output=22.5", "")]
    [InlineData("0: input=6 output=22.5", "tiers")]
    [InlineData("200000: input=6", "tiers")]
    [InlineData("200000: input=6 output=1 colour=2", "tiers")]
    [InlineData("2: input=6 output=1; 2: input=1 output=1", "tiers")]
    [InlineData("2: input=-6 output=1", "tiers")]
    [InlineData("many: input=6 output=1", "tiers")]
    public void Tiers_AsText_AreReadOrRefused(string text, string field)
    {
        InputException? fault = null;
        try
        {
            var tiers = PriceText.ParseTiers(text);
            PriceRules.ToPrice("m", One with { Tiers = tiers });
            Assert.Equal(text, PriceText.Tiers(tiers));
        }
        catch (InputException exception)
        {
            fault = exception;
        }

        Assert.Equal(field, fault?.Field ?? "");
    }

    [Fact]
    public void Ratios_InPlaceOfDollars_GiveThePublishedPrices()
    {
        // gpt-3.5-turbo: model ratio 0.75, completion ratio 1.333333.
        var price = PriceView.Of(PriceRules.ToPrice("m", new PriceSpec { Ratio = 0.75m, CompletionRatio = 1.333333m }));
        Assert.Equal((1.5m, 1.9999995m, 0.75m), (price.InputPerMillion, price.OutputPerMillion, price.Ratio));
    }
}
