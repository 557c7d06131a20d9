using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

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

        context.ModelPrices.AddRange(missing.Select(row => row.ToPrice(time.GetUtcNow())));
        await context.SaveChangesAsync(cancellationToken);
    }

    internal static PriceFile Read()
    {
        using var stream = typeof(PriceBookSeeder).Assembly.GetManifestResourceStream("PriceBook.json")!;
        return JsonSerializer.Deserialize<PriceFile>(stream, JsonSerializerOptions.Web)!;
    }

    internal sealed record PriceFile(List<PriceRow> Models);

    internal sealed record PriceRow(
        string Model,
        string Vendor,
        string Kind,
        decimal InputPerMillion,
        decimal OutputPerMillion,
        decimal? CachedInputPerMillion,
        decimal? CacheWritePerMillion,
        decimal? PerCall,
        int? MaxOutputTokens,
        string? Note)
    {
        public ModelPrice ToPrice(DateTimeOffset from) => new()
        {
            Model = Model,
            Vendor = Vendor,
            Kind = Kind,
            EffectiveFrom = from,
            InputPerMillion = Credit.FromUsd(InputPerMillion),
            OutputPerMillion = Credit.FromUsd(OutputPerMillion),
            CachedInputPerMillion = CachedInputPerMillion is { } cached ? Credit.FromUsd(cached) : null,
            CacheWritePerMillion = CacheWritePerMillion is { } write ? Credit.FromUsd(write) : null,
            PerCall = PerCall is { } call ? Credit.FromUsd(call) : null,
            MaxOutputTokens = MaxOutputTokens,
            Note = Note,
        };
    }
}
