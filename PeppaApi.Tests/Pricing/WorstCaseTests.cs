using CsCheck;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;

namespace PeppaApi.Tests.Pricing;

/// <summary>What is held covers whatever the vendor may report within the bound.</summary>
public sealed class WorstCaseTests
{
    [Fact]
    public void WorstCase_OfABound_CoversAnyUsageWithinIt() =>
        Gen.Select(RandomPrices.Price, RandomPrices.Usage, RandomPrices.Variant, Gen.Long[0, 3_000_000], Gen.Bool, Gen.Long[0, 30_000])
            .Sample((price, usage, variant, multiplier, open, slack) =>
            {
                var bound = RandomPrices.BoundOf(usage, open ? null : variant);
                bound = bound with { Input = bound.Input + slack, Output = bound.Output + slack };
                Assert.True(CostCalculator.WorstCase(price, multiplier, bound) >= CostCalculator.Cost(price, multiplier, usage, variant));
            });

    [Fact]
    public void AffordableOutput_OfAnAmount_CostsNoMoreThanTheAmount() =>
        Gen.Select(RandomPrices.Price, RandomPrices.Usage, RandomPrices.Variant, Gen.Long[1, 2_000_000], Gen.Long[0, 10_000_000_000])
            .Sample((price, usage, variant, multiplier, amount) =>
            {
                var bound = RandomPrices.BoundOf(usage, variant) with { Output = 0 };
                var output = CostCalculator.AffordableOutput(price, multiplier, bound, amount);
                Assert.True(output >= 0);
                Assert.True(output == 0 || output > 1_000_000_000_000 || CostCalculator.WorstCase(price, multiplier, bound with { Output = output }) <= amount);
                Assert.True(output > 1_000_000_000_000 || CostCalculator.WorstCase(price, multiplier, bound with { Output = output + 1 }) > amount);
            });

    [Fact]
    public void WorstCase_OfText_DoesNotHoldForSound()
    {
        var price = new ModelPrice
        {
            Model = "some",
            InputPerMillion = Credit.FromUsd(2m),
            OutputPerMillion = Credit.FromUsd(10m),
            AudioInputPerMillion = Credit.FromUsd(40m),
            AudioOutputPerMillion = Credit.FromUsd(80m),
        };
        var bound = new UsageBound { Input = 1000, Output = 100 };
        Assert.Equal(Credit.FromUsd(0.048m), CostCalculator.WorstCase(price, Credit.Million, bound));
        Assert.Equal(Credit.FromUsd(0.003m), CostCalculator.WorstCase(price, Credit.Million, bound with { TextInput = true, TextOutput = true }));
    }

    [Fact]
    public void Record_OfAnyUsage_GivesTheSameUsageAndCostAgain() =>
        Gen.Select(RandomPrices.Price, RandomPrices.Usage, RandomPrices.Variant, Gen.Long[0, 3_000_000])
            .Sample((price, usage, variant, multiplier) =>
            {
                var record = new UsageRecord { RequestId = "", Model = "", GroupName = "" }.Bill(price, multiplier, usage, variant);
                Assert.Equal(usage, record.Usage());
                Assert.Equal(CostCalculator.Cost(price, multiplier, usage, variant), record.Cost);
                Assert.Equal(record.Cost, CostCalculator.Cost(price, multiplier, record.Usage(), record.Variant));
            });
}
