using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Pricing;

/// <summary>
/// cost = group multiplier x model discount x sum(units x unit price), rounded up once to a whole nano-dollar.
/// With two prices this is the published rule: group ratio x model ratio x (prompt tokens + completion tokens x completion ratio)
/// (service page, "额度是什么"). A price per call stands instead of the sum. Pure, without allocation; all arithmetic is checked.
/// </summary>
public static class CostCalculator
{
    // Sums are in millionths of a nano-dollar; multiplier and discount are parts per million.
    private static readonly Int128 Scale = (Int128)Credit.Million * Credit.Million * Credit.Million;
    private static readonly Int128 Largest = long.MaxValue * Scale;

    /// <param name="variant">Size and quality of pictures, as <c>1024x1024/hd</c>.</param>
    /// <returns>Nano-dollars, never negative.</returns>
    /// <exception cref="OverflowException">The result does not fit: more than nine billion dollars.</exception>
    public static long Cost(ModelPrice price, long multiplierParts, in UsageReport usage, string? variant = null)
    {
        return TryRound(ListPrice(price, usage, variant), Factor(price, multiplierParts)) ?? throw new OverflowException("A charge does not fit.");
    }

    /// <summary>What an upstream costs the operator: the list price, without any discount of the operator's own, times the channel's cost multiplier, rounded up once.</summary>
    public static long UpstreamCost(ModelPrice price, long costMultiplierParts, in UsageReport usage, string? variant = null) =>
        TryRound(ListPrice(price, usage, variant), (Int128)costMultiplierParts * Credit.Million) ?? throw new OverflowException("A cost does not fit.");

    /// <summary>
    /// The most that a request within the bound can cost, whatever the vendor makes of it: input read from or written to a
    /// cache, sound or pictures among the tokens, reasoning, any tier that its size may reach.
    /// </summary>
    /// <returns>Nano-dollars; <see cref="long.MaxValue"/>, which nobody has, if it does not fit.</returns>
    public static long WorstCase(ModelPrice price, long multiplierParts, in UsageBound bound)
    {
        if (price.PerCall is { } perCall)
        {
            return TryRound((Int128)perCall * Credit.Million, Factor(price, multiplierParts)) ?? long.MaxValue;
        }

        var tokens = WorstTokens(price, bound);
        for (var i = 0; i < price.Tiers.Count && price.Tiers[i].AboveInputTokens < bound.Input; i++)
        {
            tokens = Int128.Max(tokens, WorstTokens(price.Tiers[i], bound));
        }

        return TryRound(checked(tokens + WorstPieces(price, bound)), Factor(price, multiplierParts)) ?? long.MaxValue;
    }

    /// <summary>How many output tokens an amount pays for beside the rest of the bound; zero if not even that fits.</summary>
    public static long AffordableOutput(ModelPrice price, long multiplierParts, in UsageBound bound, long amount)
    {
        if (price.PerCall is not null)
        {
            return long.MaxValue;
        }

        var (factor, pieces, rest) = (Factor(price, multiplierParts), WorstPieces(price, bound), bound with { Output = 0 });
        var least = Affordable(price, factor, pieces, rest, amount);
        for (var i = 0; i < price.Tiers.Count && price.Tiers[i].AboveInputTokens < bound.Input; i++)
        {
            least = Math.Min(least, Affordable(price.Tiers[i], factor, pieces, rest, amount));
        }

        return least;
    }

    private static long Affordable(ITokenPrices tokens, Int128 factor, Int128 pieces, in UsageBound rest, long amount)
    {
        var sum = checked(WorstTokens(tokens, rest) + pieces);
        if (factor > 0 && sum > amount * Scale / factor)
        {
            return 0;
        }

        var each = factor * DearestOutput(tokens, rest.TextOutput);
        return each == 0 ? long.MaxValue : (long)Int128.Min(long.MaxValue, ((amount * Scale) - (sum * factor)) / each);
    }

    private static Int128 Factor(ModelPrice price, long multiplierParts) => (Int128)multiplierParts * price.DiscountParts;

    private static Int128 ListPrice(ModelPrice price, in UsageReport usage, string? variant) =>
        price.PerCall is { } perCall ? (Int128)perCall * Credit.Million : Sum(price, usage, variant);

    private static Int128 Sum(ModelPrice price, in UsageReport usage, string? variant)
    {
        var tokens = UnitPrices.ListFor(price, usage.Input);
        Int128 sum = 0;
        foreach (var unit in ChargeUnits.Counted)
        {
            if (unit.Count(usage) is not 0 and var count)
            {
                sum = checked(sum + Amount(count, UnitPrices.Of(price, tokens, unit, variant), unit));
            }
        }

        return sum;
    }

    private static Int128 WorstTokens(ITokenPrices tokens, in UsageBound bound) => checked(
        ((Int128)bound.Input * DearestInput(tokens, bound.TextInput)) + ((Int128)bound.Output * DearestOutput(tokens, bound.TextOutput)));

    private static Int128 WorstPieces(ModelPrice price, in UsageBound bound)
    {
        var image = bound.Variant is null ? UnitPrices.DearestImage(price) : UnitPrices.Of(price, price, ChargeUnit.Image, bound.Variant);
        return checked(
            Amount(bound.Images, image, ChargeUnit.Image)
            + Amount(bound.Milliseconds, price.PerSecond ?? 0, ChargeUnit.Time)
            + Amount(bound.Characters, price.CharactersPerMillion ?? 0, ChargeUnit.Character)
            + Amount(bound.Units, price.PerUnit ?? 0, ChargeUnit.Unit));
    }

    private static long DearestInput(ITokenPrices tokens, bool text) => Math.Max(
        Math.Max(
            Math.Max(tokens.InputPerMillion, UnitPrices.OfToken(tokens, ChargeUnit.CachedInput)),
            Math.Max(UnitPrices.OfToken(tokens, ChargeUnit.CacheWrite), UnitPrices.OfToken(tokens, ChargeUnit.CacheWriteHour))),
        text ? 0 : Math.Max(UnitPrices.OfToken(tokens, ChargeUnit.AudioInput), UnitPrices.OfToken(tokens, ChargeUnit.ImageInput)));

    private static long DearestOutput(ITokenPrices tokens, bool text) => Math.Max(
        Math.Max(tokens.OutputPerMillion, UnitPrices.OfToken(tokens, ChargeUnit.Reasoning)),
        text ? 0 : Math.Max(UnitPrices.OfToken(tokens, ChargeUnit.AudioOutput), UnitPrices.OfToken(tokens, ChargeUnit.ImageOutput)));

    /// <summary>In millionths of a nano-dollar.</summary>
    private static Int128 Amount(long count, long price, ChargeUnit unit) => checked((Int128)count * price * (Credit.Million / unit.PricedBy()));

    private static long? TryRound(Int128 sum, Int128 factor) =>
        factor > 0 && sum > Largest / factor ? null : (long)(((sum * factor) + Scale - 1) / Scale);
}
