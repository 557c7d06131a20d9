using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;

namespace PeppaApi.Pricing;

/// <summary>Brings the prices that ship with this version into the database, for models that have none. What an operator set stays.</summary>
public sealed class PriceBookSeeder(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    public async Task SeedAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var priced = await context.ModelPrices.Select(price => price.Model).Distinct().ToHashSetAsync(cancellationToken);
        var missing = Read().Models.Where(row => !priced.Contains(row.Model)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        foreach (var row in missing)
        {
            var price = PriceRules.ToPrice(row.Model, row);
            price.EffectiveFrom = time.GetUtcNow();
            context.ModelPrices.Add(price);
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    internal static PriceFile Read()
    {
        using var stream = typeof(PriceBookSeeder).Assembly.GetManifestResourceStream("PriceBook.json")!;
        return JsonSerializer.Deserialize<PriceFile>(stream, JsonSerializerOptions.Web)!;
    }

    internal sealed record PriceFile(List<PriceRow> Models);
}
