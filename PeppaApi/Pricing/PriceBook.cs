using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Pricing;

/// <summary>
/// Prices and group multipliers in memory, replaced as a whole when one changes. Reads take no lock.
/// </summary>
public sealed class PriceBook(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time) : IDataChangeListener, IDisposable
{
    private readonly SemaphoreSlim _loading = new(1);
    private volatile Snapshot _snapshot = new(FrozenDictionary<string, ModelPrice[]>.Empty, FrozenDictionary<string, long>.Empty);

    /// <summary>The price of a model in force now, or <see langword="null"/>: a model without a price is refused.</summary>
    public ModelPrice? Find(string model)
    {
        if (!_snapshot.Prices.TryGetValue(model, out var versions))
        {
            return null;
        }

        var now = time.GetUtcNow();
        return Array.Find(versions, version => version.EffectiveFrom <= now);
    }

    /// <summary>Whether a model can be called as far as prices go.</summary>
    public bool Has(string model) => Find(model) is not null;

    /// <summary>Price multiplier of a group in parts per million.</summary>
    /// <exception cref="KeyNotFoundException">No such group: the database does not allow a user in one.</exception>
    public long MultiplierParts(string group) => _snapshot.Multipliers[group];

    public async Task LoadAsync()
    {
        await _loading.WaitAsync();
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            var prices = await context.ModelPrices.AsNoTracking().OrderByDescending(price => price.EffectiveFrom).ToListAsync();
            var multipliers = await context.Groups.AsNoTracking().ToDictionaryAsync(group => group.Name, group => group.MultiplierParts);
            _snapshot = new Snapshot(
                prices.GroupBy(price => price.Model).ToFrozenDictionary(versions => versions.Key, versions => versions.ToArray()),
                multipliers.ToFrozenDictionary());
        }
        finally
        {
            _loading.Release();
        }
    }

    public Task RefreshAsync(IReadOnlyList<object> changed) =>
        changed.Any(entity => entity is ModelPrice or Group) ? LoadAsync() : Task.CompletedTask;

    public void Dispose() => _loading.Dispose();

    /// <param name="Prices">Versions per model, the latest first.</param>
    private sealed record Snapshot(FrozenDictionary<string, ModelPrice[]> Prices, FrozenDictionary<string, long> Multipliers);
}
