using CsCheck;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Providers;

namespace PeppaApi.Tests.Pricing;

public sealed class CostCalculatorTests
{
    private static readonly ModelPrice Gpt4 = Price(30m, 60m);

    [Fact]
    public void Cost_PublishedRule_GroupTimesRatioTimesPromptPlusCompletion()
    {
        // Service page: quota = group ratio x model ratio x (prompt + completion x completion ratio), 500,000 to the dollar.
        // gpt-4: model ratio 15, completion ratio 2; group 0.9.
        var points = 0.9m * 15 * (1000 + (500 * 2));
        var cost = CostCalculator.Cost(Gpt4, Credit.ToParts(0.9m), new UsageReport { UncachedInput = 1000, OutputText = 500 });
        Assert.Equal(points, Credit.ToPoints(cost));
    }

    [Fact]
    public void Cost_FractionOfANanoDollar_IsRoundedUpOnce()
    {
        var price = Price(0.000001m, 0.000001m);
        Assert.Equal(1, CostCalculator.Cost(price, Credit.Million, new UsageReport { UncachedInput = 1, OutputText = 1 }));
    }

    [Fact]
    public void Cost_CachedAndWritten_HaveTheirOwnPrices()
    {
        var price = Price(3m, 15m);
        price.CachedInputPerMillion = Credit.FromUsd(0.3m);
        price.CacheWritePerMillion = Credit.FromUsd(3.75m);
        var cost = CostCalculator.Cost(
            price, Credit.Million, new UsageReport { UncachedInput = 1000, CachedRead = 2000, CacheWrite = 400, OutputText = 10, Reasoning = 90 });
        Assert.Equal(Credit.FromUsd(0.003m + 0.0006m + 0.0015m + 0.0015m), cost);
    }

    [Fact]
    public void Cost_PricePerCall_IgnoresTokens()
    {
        var price = Price(3m, 15m);
        price.PerCall = Credit.FromUsd(0.04m);
        price.DiscountParts = Credit.ToParts(0.5m);
        Assert.Equal(Credit.FromUsd(0.018m), CostCalculator.Cost(price, Credit.ToParts(0.9m), new UsageReport { OutputText = 999 }));
    }

    [Fact]
    public void Cost_AtEveryBound_DoesNotOverflow()
    {
        var price = Price(PriceLimits.LargestPriceUsd, PriceLimits.LargestPriceUsd);
        price.DiscountParts = Credit.ToParts(PriceLimits.LargestDiscount);
        var usage = new UsageReport { UncachedInput = 1_000_000, OutputText = 1_000_000 };
        Assert.Equal(200_000_000 * Credit.PerDollar, CostCalculator.Cost(price, Credit.ToParts(PriceLimits.LargestMultiplier), usage));
    }

    [Fact]
    public void AffordableOutput_AnyAmount_CostsNoMoreThanTheAmount() =>
        Gen.Select(Gen.Long[0, 100_000_000_000], Gen.Long[0, 1000], Gen.Long[1, 100_000_000_000], Gen.Long[0, 10_000_000_000], Gen.Long[1, 2_000_000])
            .Sample((inputPrice, input, outputPrice, amount, multiplier) =>
            {
                var price = new ModelPrice { Model = "m", InputPerMillion = inputPrice, OutputPerMillion = outputPrice };
                var output = CostCalculator.AffordableOutput(price, multiplier, input, amount);
                var floor = CostCalculator.WorstCase(price, multiplier, input, 0);
                Assert.True(output >= 0);
                Assert.True(floor > amount ? output == 0 : output > 1_000_000_000 || CostCalculator.WorstCase(price, multiplier, input, output) <= amount);
            });

    [Fact]
    public void PriceBook_AsShipped_HasTheServicePagesModelsAndNoOddPrice()
    {
        var rows = PriceBookSeeder.Read().Models;
        Assert.Equal(rows.Count, rows.Select(row => row.Model).Distinct().Count());
        Assert.All(rows, row => Assert.True(row.InputPerMillion > 0 || row.PerCall > 0, row.Model));
        Assert.All(rows.Where(row => row.Kind == "chat"), row => Assert.InRange(row.OutputPerMillion / row.InputPerMillion, 1, 10));
        string[] promised =
        [
            "gpt-3.5-turbo", "gpt-4", "gpt-4-32k", "gpt-4o", "dall-e-3", "claude-2", "ERNIE-Bot", "ERNIE-Bot-4", "chatglm_pro", "SparkDesk",
            "qwen-turbo", "360GPT_S2_V9", "hunyuan", "text-embedding-3-small",
        ];
        Assert.Empty(promised.Except(rows.Select(row => row.Model)));
    }

    private static ModelPrice Price(decimal input, decimal output) =>
        new() { Model = "some", InputPerMillion = Credit.FromUsd(input), OutputPerMillion = Credit.FromUsd(output) };
}
