using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
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

    /// <exception cref="InputException">A price is missing, negative, too large, too fine, or dated in the past.</exception>
    public async Task<PriceView> PutAsync(string model, PriceSpec spec, CancellationToken cancellationToken = default)
    {
        var name = PriceRules.Model(model);
        var price = PriceRules.ToPrice(name, spec);
        var now = time.GetUtcNow();
        InputException.Require(spec.EffectiveFrom is null || spec.EffectiveFrom > now.AddMinutes(-1), "effectiveFrom", "A price cannot begin in the past: charges already made name the price they used.");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var before = await context.ModelPrices.AsNoTracking().Where(version => version.Model == name)
            .OrderByDescending(version => version.EffectiveFrom).FirstOrDefaultAsync(cancellationToken);
        price.Vendor ??= before?.Vendor;
        price.Kind = spec.Kind ?? before?.Kind ?? price.Kind;
        price.MaxOutputTokens ??= before?.MaxOutputTokens;
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
}
