using CsCheck;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Providers;

namespace PeppaApi.Tests.Pricing;

/// <summary>Prices, usage and bounds of every kind, for runs over chance.</summary>
internal static class RandomPrices
{
    private static readonly string?[] Variants = [null, "1024x1024/hd", "1024x1024/standard", "1792x1024/hd", "512x512", "low", "64x64/odd"];
    public static readonly Gen<string?> Variant = Gen.Int[0, Variants.Length - 1].Select(i => Variants[i]);
    private static readonly Gen<string> GenListed = Gen.Int[1, Variants.Length - 2].Select(i => Variants[i]!);
    private static readonly Gen<long> GenPrice = Gen.Frequency((1, Gen.Const(0L)), (6, Gen.Long[1, 100_000_000_000]));
    private static readonly Gen<long> GenPiece = Gen.Long[0, 5_000_000];
    private static readonly Gen<long> GenCount = Gen.Frequency((2, Gen.Const(0L)), (3, Gen.Long[1, 5_000]));

    private static readonly Gen<PriceTier> GenTier = Gen.Select(Gen.Long[1, 20_000], GenPrice, GenPrice, Optional(GenPrice).Array[8]).Select((above, input, output, prices) => new PriceTier
    {
        AboveInputTokens = above,
        InputPerMillion = input,
        OutputPerMillion = output,
        CachedInputPerMillion = prices[0],
        CacheWritePerMillion = prices[1],
        CacheWriteHourPerMillion = prices[2],
        AudioInputPerMillion = prices[3],
        ImageInputPerMillion = prices[4],
        ReasoningPerMillion = prices[5],
        AudioOutputPerMillion = prices[6],
        ImageOutputPerMillion = prices[7],
    });

    public static readonly Gen<ModelPrice> Price = Gen.Select(
        GenTier, GenTier.Array[0, 3], Optional(GenPiece).Array[4], Gen.Select(GenListed, GenPiece).Array[0, 4], Gen.Long[0, 2_000_000], Gen.Frequency((9, Gen.Const((long?)null)), (1, GenPiece.Select(call => (long?)call))))
        .Select((own, tiers, pieces, images, discount, perCall) => new ModelPrice
        {
            Model = "some",
            InputPerMillion = own.InputPerMillion,
            OutputPerMillion = own.OutputPerMillion,
            CachedInputPerMillion = own.CachedInputPerMillion,
            CacheWritePerMillion = own.CacheWritePerMillion,
            CacheWriteHourPerMillion = own.CacheWriteHourPerMillion,
            AudioInputPerMillion = own.AudioInputPerMillion,
            ImageInputPerMillion = own.ImageInputPerMillion,
            ReasoningPerMillion = own.ReasoningPerMillion,
            AudioOutputPerMillion = own.AudioOutputPerMillion,
            ImageOutputPerMillion = own.ImageOutputPerMillion,
            Tiers = [.. tiers.DistinctBy(tier => tier.AboveInputTokens).OrderBy(tier => tier.AboveInputTokens)],
            PerCall = perCall,
            PerImage = pieces[0],
            PerSecond = pieces[1],
            CharactersPerMillion = pieces[2],
            PerUnit = pieces[3],
            ImagePrices = [.. images.DistinctBy(image => image.Item1).Select(image => new ImagePrice(image.Item1, image.Item2))],
            DiscountParts = discount,
        });

    public static readonly Gen<UsageReport> Usage = GenCount.Array[14].Select(counts => new UsageReport
    {
        UncachedInput = counts[0],
        CachedRead = counts[1],
        CacheWrite = counts[2],
        CacheWriteHour = counts[3],
        AudioInput = counts[4],
        ImageInput = counts[5],
        OutputText = counts[6],
        Reasoning = counts[7],
        AudioOutput = counts[8],
        ImageOutput = counts[9],
        Images = counts[10],
        Milliseconds = counts[11],
        Characters = counts[12],
        Units = counts[13],
    });

    /// <summary>The tightest bound that the usage is within.</summary>
    public static UsageBound BoundOf(UsageReport usage, string? variant) => new()
    {
        Input = usage.Input,
        TextInput = usage is { AudioInput: 0, ImageInput: 0 },
        Output = usage.Output,
        TextOutput = usage is { AudioOutput: 0, ImageOutput: 0 },
        Images = usage.Images,
        Variant = variant,
        Milliseconds = usage.Milliseconds,
        Characters = usage.Characters,
        Units = usage.Units,
    };

    private static Gen<long?> Optional(Gen<long> gen) => Gen.Frequency((1, Gen.Const((long?)null)), (2, gen.Select(value => (long?)value)));
}
