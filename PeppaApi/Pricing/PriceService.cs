using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Pricing;

/// <summary>Lists and sets prices. Setting one adds a version; the ones before stay, for the charges that name them. Safe for any thread.</summary>
public sealed class PriceService(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // One at a time, so that of two operators who edit the same version the second sees the first.
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>The price in force of every model, by vendor and name.</summary>
    public async Task<IReadOnlyList<PriceView>> ListAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var prices = await InForce(context, now).ToListAsync(cancellationToken);
        return [.. prices.OrderBy(price => price.Vendor ?? "~").ThenBy(price => price.Model, StringComparer.Ordinal).Select(PriceView.Of)];
    }

    /// <summary>Versions that are not in force yet, the next first.</summary>
    public async Task<IReadOnlyList<PriceView>> ScheduledAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var prices = await context.ModelPrices.AsNoTracking().Where(price => price.EffectiveFrom > now)
            .OrderBy(price => price.EffectiveFrom).ThenBy(price => price.Model).ToListAsync(cancellationToken);
        return [.. prices.Select(PriceView.Of)];
    }

    /// <summary>All versions of one model's price, the latest first, those to come included.</summary>
    public async Task<IReadOnlyList<PriceView>> HistoryAsync(string model, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var prices = await Versions(context, model).ToListAsync(cancellationToken);
        return [.. prices.Select(PriceView.Of)];
    }

    /// <summary>What a file holds: every price in force, and what is to come. Read back, it changes nothing.</summary>
    public async Task<IReadOnlyList<PriceRow>> ExportAsync(CancellationToken cancellationToken = default) =>
    [
        .. (await ListAsync(cancellationToken)).Select(PriceRow.Of),
        .. (await ScheduledAsync(cancellationToken)).Select(view => PriceRow.Of(view) with { EffectiveFrom = view.EffectiveFrom }),
    ];

    /// <summary>Prices that were probably not meant, and models that channels offer without a price.</summary>
    public async Task<IReadOnlyList<PriceFinding>> LintAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var prices = await InForce(context, time.GetUtcNow()).ToListAsync(cancellationToken);
        var shipped = PriceBookSeeder.Read().Models.ToDictionary(row => row.Model, row => PriceRules.ToPrice(row.Model, row));
        var offered = await context.Channels.AsNoTracking().Where(channel => channel.Enabled).Select(channel => channel.Models).ToListAsync(cancellationToken);
        var unpriced = offered.SelectMany(models => models).Distinct().Except(prices.Select(price => price.Model)).Order(StringComparer.Ordinal);
        return
        [
            .. unpriced.Select(model => new PriceFinding(model, PriceWarning.NotPriced)),
            .. prices.OrderBy(price => price.Model, StringComparer.Ordinal).SelectMany(price => PriceLint.Of(price, shipped.GetValueOrDefault(price.Model))),
        ];
    }

    /// <summary>Sets a price from now on, or from a moment to come.</summary>
    /// <param name="seen">Id of the latest version that the editor knows, 0 for none: if there is a later one, nothing is set. None does not ask.</param>
    /// <exception cref="InputException">A price is missing, negative, too large, too fine, or dated in the past.</exception>
    /// <exception cref="PriceConflictException">Somebody else has set a price meanwhile.</exception>
    public Task<PriceView> PutAsync(string model, PriceSpec spec, long? seen = null, CancellationToken cancellationToken = default)
    {
        var name = PriceRules.Model(model);
        var price = PriceRules.ToPrice(name, spec);
        var from = Beginning(spec.EffectiveFrom, time.GetUtcNow());
        return WriteAsync(
            async context =>
            {
                var versions = await Versions(context, name).ToListAsync(cancellationToken);
                var latest = versions.MaxBy(version => version.Id);
                if (seen is not null && seen != (latest?.Id ?? 0))
                {
                    throw new PriceConflictException(latest is null ? null : PriceView.Of(latest));
                }

                Follow(price, spec, versions, from);
                context.ModelPrices.Add(price);
                return price;
            },
            PriceView.Of,
            cancellationToken);
    }

    /// <summary>Takes a version back that is not in force yet: no charge can name it.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InputException">It is in force, or will be within a minute.</exception>
    public Task<bool> CancelAsync(long id, CancellationToken cancellationToken = default) => WriteAsync(
        async context =>
        {
            var price = await context.ModelPrices.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
            if (price is not null)
            {
                InputException.Require(
                    price.EffectiveFrom > time.GetUtcNow() + Patience, "id", "This price is in force, or will be within a minute: charges may name it. Set another one instead.");
                context.ModelPrices.Remove(price);
            }

            return price is not null;
        },
        cancellationToken);

    public void Dispose() => _writing.Dispose();

    internal Task<T> WriteAsync<T>(Func<PeppaDbContext, Task<T>> work, CancellationToken cancellationToken) => WriteAsync(work, result => result, cancellationToken);

    /// <summary>When a version begins, in whole milliseconds.</summary>
    /// <exception cref="InputException">In the past.</exception>
    internal static DateTimeOffset Beginning(DateTimeOffset? wanted, DateTimeOffset now)
    {
        InputException.Require(wanted is null || wanted > now - Patience, "effectiveFrom", "A price cannot begin in the past: charges already made name the price they used.");
        return DateTimeOffset.FromUnixTimeMilliseconds((wanted ?? now).ToUnixTimeMilliseconds());
    }

    /// <summary>Takes over from the version before what the new one does not say, and finds its place in time: no two begin at the same moment.</summary>
    /// <param name="versions">Those that there are, the latest first.</param>
    internal static void Follow(ModelPrice price, PriceSpec spec, IReadOnlyList<ModelPrice> versions, DateTimeOffset from)
    {
        var before = versions.FirstOrDefault(version => version.EffectiveFrom <= from) ?? (versions.Count > 0 ? versions[^1] : null);
        price.Vendor ??= before?.Vendor;
        price.Kind = spec.Kind ?? before?.Kind ?? price.Kind;
        price.MaxOutputTokens ??= before?.MaxOutputTokens;
        price.EffectiveFrom = from;
        while (versions.Any(version => version.EffectiveFrom == price.EffectiveFrom))
        {
            price.EffectiveFrom = price.EffectiveFrom.AddMilliseconds(1);
        }
    }

    private async Task<TView> WriteAsync<T, TView>(Func<PeppaDbContext, Task<T>> work, Func<T, TView> view, CancellationToken cancellationToken) =>
        view(await contexts.ChangeAsync(_writing, work, cancellationToken));

    private static IQueryable<ModelPrice> Versions(PeppaDbContext context, string model) =>
        context.ModelPrices.AsNoTracking().Where(price => price.Model == model).OrderByDescending(price => price.EffectiveFrom);

    private static IQueryable<ModelPrice> InForce(PeppaDbContext context, DateTimeOffset now) => context.ModelPrices.AsNoTracking()
        .Where(price => price.EffectiveFrom <= now)
        .Where(price => !context.ModelPrices.Any(later =>
            later.Model == price.Model && later.EffectiveFrom <= now && later.EffectiveFrom > price.EffectiveFrom));
}
