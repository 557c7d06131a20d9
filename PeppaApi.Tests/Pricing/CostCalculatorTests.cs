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
    public void Cost_BeyondWhatALongHolds_ThrowsAndTheWorstCaseIsMoreThanAnybodyHas()
    {
        var price = Price(PriceLimits.LargestPriceUsd, PriceLimits.LargestPriceUsd);
        price.DiscountParts = Credit.ToParts(PriceLimits.LargestDiscount);
        var (multiplier, much) = (Credit.ToParts(PriceLimits.LargestMultiplier), 1_000_000_000_000);
        Assert.Throws<OverflowException>(() => CostCalculator.Cost(price, multiplier, new UsageReport { OutputText = much }));
        Assert.Equal(long.MaxValue, CostCalculator.WorstCase(price, multiplier, new UsageBound { Output = much }));
    }

    [Fact]
    public void Cost_OfEveryKind_HasItsOwnPrice()
    {
        var price = Price(1m, 2m);
        price.CachedInputPerMillion = Credit.FromUsd(0.1m);
        price.CacheWritePerMillion = Credit.FromUsd(1.25m);
        price.CacheWriteHourPerMillion = Credit.FromUsd(1.5m);
        price.AudioInputPerMillion = Credit.FromUsd(30m);
        price.ImageInputPerMillion = Credit.FromUsd(5m);
        price.ReasoningPerMillion = Credit.FromUsd(4m);
        price.AudioOutputPerMillion = Credit.FromUsd(60m);
        price.ImageOutputPerMillion = Credit.FromUsd(40m);
        price.PerImage = Credit.FromUsd(0.04m);
        price.PerSecond = Credit.FromUsd(0.0001m);
        price.CharactersPerMillion = Credit.FromUsd(15m);
        price.PerUnit = Credit.FromUsd(0.002m);
        var usage = new UsageReport
        {
            UncachedInput = 1,
            CachedRead = 10,
            CacheWrite = 100,
            CacheWriteHour = 1000,
            AudioInput = 3,
            ImageInput = 7,
            OutputText = 11,
            Reasoning = 13,
            AudioOutput = 17,
            ImageOutput = 19,
            Images = 2,
            Milliseconds = 61_234,
            Characters = 1001,
            Units = 3,
        };
        var usd = ((1 * 1m) + (10 * 0.1m) + (100 * 1.25m) + (1000 * 1.5m) + (3 * 30m) + (7 * 5m)
            + (11 * 2m) + (13 * 4m) + (17 * 60m) + (19 * 40m) + (1001 * 15m)) / 1_000_000
            + (2 * 0.04m) + (61.234m * 0.0001m) + (3 * 0.002m);
        Assert.Equal(Credit.FromUsd(decimal.Ceiling(usd * 0.9m * 1_000_000_000) / 1_000_000_000), CostCalculator.Cost(price, Credit.ToParts(0.9m), usage));
    }

    [Fact]
    public void Cost_OfKindsWithoutAPrice_IsThatOfTheNearest()
    {
        var price = Price(1m, 2m);
        var usage = new UsageReport
        {
            UncachedInput = 1,
            CachedRead = 1,
            CacheWrite = 1,
            CacheWriteHour = 1,
            AudioInput = 1,
            ImageInput = 1,
            OutputText = 1,
            Reasoning = 1,
            AudioOutput = 1,
            ImageOutput = 1,
            Images = 5,
            Milliseconds = 5,
            Characters = 5,
            Units = 5,
        };
        Assert.Equal(Credit.FromUsd(0.000014m), CostCalculator.Cost(price, Credit.Million, usage));
        price.CacheWritePerMillion = Credit.FromUsd(10m);
        Assert.Equal(Credit.FromUsd(0.000032m), CostCalculator.Cost(price, Credit.Million, usage));
    }

    [Theory]
    [InlineData(200_000, 0.2)]
    [InlineData(200_001, 0.800004)]
    [InlineData(500_001, 5.00001)]
    public void Cost_AboveATier_HasTheTiersPricesForAllOfIt(long input, double usd)
    {
        var price = Price(1m, 2m);
        price.Tiers =
        [
            new PriceTier { AboveInputTokens = 200_000, InputPerMillion = Credit.FromUsd(4m) },
            new PriceTier { AboveInputTokens = 500_000, InputPerMillion = Credit.FromUsd(10m) },
        ];
        // What was read from the cache counts for the size, too.
        var usage = new UsageReport { UncachedInput = input - 1000, CachedRead = 1000 };
        Assert.Equal(Credit.FromUsd((decimal)usd), CostCalculator.Cost(price, Credit.Million, usage));
    }

    [Theory]
    [InlineData("1024x1024/hd", null, 80)]
    [InlineData("1024X1024/HD", null, 80)]
    [InlineData("1024x1024/standard", null, 40)]
    [InlineData("640x480/hd", null, 120)]
    [InlineData("640x480/other", null, 120)]
    [InlineData("640x480/other", 0.01, 10)]
    [InlineData(null, 0.01, 10)]
    [InlineData(null, null, 120)]
    public void Cost_OfPictures_GoesByWhatIsListedAndIsNeverFreeByAnUnknownWord(string? variant, double? perImage, long thousandths)
    {
        var price = Price(0m, 0m);
        price.PerImage = perImage is { } usd ? Credit.FromUsd((decimal)usd) : null;
        price.ImagePrices = [new("1024x1024/hd", Credit.FromUsd(0.08m)), new("1024x1024", Credit.FromUsd(0.04m)), new("hd", Credit.FromUsd(0.12m))];
        var usage = new UsageReport { Images = 3 };
        Assert.Equal(Credit.FromUsd(3 * thousandths / 1000m), CostCalculator.Cost(price, Credit.Million, usage, variant));
        var record = new UsageRecord { RequestId = "", Model = "", GroupName = "" }.Bill(price, Credit.Million, usage, variant);
        Assert.Equal(record.Cost, CostCalculator.Cost(price, Credit.Million, record.Usage(), record.Variant));
        Assert.DoesNotContain("640", record.Variant ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void PriceBook_AsShipped_HasTheServicePagesModelsAndNoOddPrice()
    {
        var rows = PriceBookSeeder.Read().Models;
        Assert.Equal(rows.Count, rows.Select(row => row.Model).Distinct().Count());
        Assert.All(rows, row => Assert.True(row.ConfirmZero || row.InputPerMillion > 0 || (row.PerCall ?? row.PerImage ?? row.PerSecond ?? row.CharactersPerMillion ?? row.PerUnit) > 0 || row.ImagePrices?.Count > 0, row.Model));
        Assert.All(rows.Where(row => row.Kind == "chat"), row => Assert.InRange(row.OutputPerMillion!.Value / row.InputPerMillion!.Value, 1, 10));
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
