using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Pricing;

/// <summary>Lists and sets prices. Setting one adds a version; the ones before stay, for the charges that name them.</summary>
public sealed class PriceService(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    /// <summary>The price in force of every model, by vendor and name.</summary>
    public async Task<IReadOnlyList<PriceView>> ListAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var prices = await context.ModelPrices.AsNoTracking()
            .Where(price => price.EffectiveFrom <= now)
            .Where(price => !context.ModelPrices.Any(later =>
                later.Model == price.Model && later.EffectiveFrom <= now && later.EffectiveFrom > price.EffectiveFrom))
            .ToListAsync(cancellationToken);
        return [.. prices.OrderBy(price => price.Vendor ?? "~").ThenBy(price => price.Model, StringComparer.Ordinal).Select(PriceView.Of)];
    }

    /// <summary>All versions of one model's price, the latest first.</summary>
    public async Task<IReadOnlyList<PriceView>> HistoryAsync(string model, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var prices = await context.ModelPrices.AsNoTracking().Where(price => price.Model == model)
            .OrderByDescending(price => price.EffectiveFrom).ToListAsync(cancellationToken);
        return [.. prices.Select(PriceView.Of)];
    }

    /// <summary>One version by its id, as a charge names it.</summary>
    public async Task<PriceView?> GetAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var price = await context.ModelPrices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return price is null ? null : PriceView.Of(price);
    }

    /// <exception cref="InputException">A price is negative, too large, too fine, or dated in the past.</exception>
    public async Task<PriceView> PutAsync(string model, PriceSpec spec, CancellationToken cancellationToken = default)
    {
        InputException.Require(model.Trim().Length is > 0 and <= 200 && !model.Any(char.IsControl), "model", "A model name has 1 to 200 characters.");
        var now = time.GetUtcNow();
        InputException.Require(spec.EffectiveFrom is null || spec.EffectiveFrom > now.AddMinutes(-1), "effectiveFrom", "A price cannot begin in the past: charges already made name the price they used.");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var before = await context.ModelPrices.AsNoTracking().Where(price => price.Model == model)
            .OrderByDescending(price => price.EffectiveFrom).FirstOrDefaultAsync(cancellationToken);
        var price = ToPrice(model.Trim(), spec, before);
        price.EffectiveFrom = Later(spec.EffectiveFrom ?? now, before?.EffectiveFrom);
        context.ModelPrices.Add(price);
        await context.SaveChangesAsync(cancellationToken);
        return PriceView.Of(price);
    }

    /// <summary>Two versions never begin at the same moment: the one set last wins.</summary>
    private static DateTimeOffset Later(DateTimeOffset wanted, DateTimeOffset? before)
    {
        var rounded = DateTimeOffset.FromUnixTimeMilliseconds(wanted.ToUnixTimeMilliseconds());
        return rounded == before ? rounded.AddMilliseconds(1) : rounded;
    }

    private static ModelPrice ToPrice(string model, PriceSpec spec, ModelPrice? before)
    {
        InputException.Require(spec.MaxOutputTokens is null or > 0, "maxOutputTokens", "The output limit is a number above 0.");
        InputException.Require(
            Credit.TryToParts(spec.Discount ?? 1, out var discount) && spec.Discount is null or (>= 0 and <= PriceLimits.LargestDiscount),
            "discount",
            "The discount is a factor from 0 to 10 with at most six decimals: 0.5 is half of the vendor's price.");
        return new ModelPrice
        {
            Model = model,
            Vendor = spec.Vendor ?? before?.Vendor,
            Kind = spec.Kind ?? before?.Kind ?? "chat",
            InputPerMillion = Price("inputPerMillion", spec.InputPerMillion),
            OutputPerMillion = Price("outputPerMillion", spec.OutputPerMillion),
            CachedInputPerMillion = Optional("cachedInputPerMillion", spec.CachedInputPerMillion),
            CacheWritePerMillion = Optional("cacheWritePerMillion", spec.CacheWritePerMillion),
            PerCall = Optional("perCall", spec.PerCall),
            DiscountParts = discount,
            MaxOutputTokens = spec.MaxOutputTokens ?? before?.MaxOutputTokens,
            Note = spec.Note,
        };
    }

    private static long? Optional(string field, decimal? usd) => usd is { } value ? Price(field, value) : null;

    private static long Price(string field, decimal usd)
    {
        InputException.Require(
            usd is >= 0 and <= PriceLimits.LargestPriceUsd && Credit.TryFromUsd(usd, out _),
            field,
            "A price is from 0 to 10,000 dollars with at most nine decimals.");
        return Credit.FromUsd(usd);
    }
}
