using System.Numerics;
using PeppaApi.Data.Entities;

namespace PeppaApi.Tests.Pricing;

/// <summary>
/// A charge as somebody with the usage record, the price version and pencil and paper works it out: written from
/// docs/prices.md, without the product's own arithmetic.
/// </summary>
internal static class ChargeByHand
{
    /// <returns>Nano-dollars.</returns>
    public static long Of(UsageRecord row, ModelPrice price)
    {
        var parts = new BigInteger(row.MultiplierParts) * price.DiscountParts;
        var millionths = price.PerCall is { } call ? new BigInteger(row.Calls) * call * 1_000_000 : Sum(row, price);
        // Multiplier and discount are millionths, too: three times a million in all. Upwards.
        var scale = BigInteger.Pow(10, 18);
        var (whole, rest) = (BigInteger.Divide(millionths * parts, scale), BigInteger.Remainder(millionths * parts, scale));
        return (long)(rest.IsZero ? whole : whole + 1);
    }

    private static BigInteger Sum(UsageRecord row, ModelPrice price)
    {
        var tier = price.Tiers.Where(tier => row.InputTokens > tier.AboveInputTokens).OrderByDescending(tier => tier.AboveInputTokens).FirstOrDefault();
        var (input, output) = tier is null ? (price.InputPerMillion, price.OutputPerMillion) : (tier.InputPerMillion, tier.OutputPerMillion);
        ITokenPrices list = tier is null ? price : tier;
        var plainInput = row.InputTokens - row.CachedTokens - row.CacheWriteTokens - row.CacheWriteHourTokens - row.AudioInputTokens - row.ImageInputTokens;
        var plainOutput = row.OutputTokens - row.ReasoningTokens - row.AudioOutputTokens - row.ImageOutputTokens;
        Assert.True(plainInput >= 0 && plainOutput >= 0, "a part is larger than its whole");
        (long Count, long Price)[] tokens =
        [
            (plainInput, input),
            (row.CachedTokens, list.CachedInputPerMillion ?? input),
            (row.CacheWriteTokens, list.CacheWritePerMillion ?? input),
            (row.CacheWriteHourTokens, list.CacheWriteHourPerMillion ?? list.CacheWritePerMillion ?? input),
            (row.AudioInputTokens, list.AudioInputPerMillion ?? input),
            (row.ImageInputTokens, list.ImageInputPerMillion ?? input),
            (plainOutput, output),
            (row.ReasoningTokens, list.ReasoningPerMillion ?? output),
            (row.AudioOutputTokens, list.AudioOutputPerMillion ?? output),
            (row.ImageOutputTokens, list.ImageOutputPerMillion ?? output),
            (row.Characters, price.CharactersPerMillion ?? 0),
        ];
        var image = row.Variant is null ? price.PerImage ?? 0 : price.ImagePrices.Single(listed => listed.Variant == row.Variant).Price;
        return tokens.Aggregate(BigInteger.Zero, (sum, line) => sum + (new BigInteger(line.Count) * line.Price))
            + (new BigInteger(row.Images) * image * 1_000_000)
            + (new BigInteger(row.Milliseconds) * (price.PerSecond ?? 0) * 1_000)
            + (new BigInteger(row.Units) * (price.PerUnit ?? 0) * 1_000_000);
    }
}
