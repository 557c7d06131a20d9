using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Pricing;

/// <summary>Answers "why did this cost that": every unit, price and factor of a charge, from its own row.</summary>
public sealed class ChargeExplainer(IDbContextFactory<PeppaDbContext> contexts)
{
    public async Task<ChargeExplanation?> ExplainAsync(string requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var record = await context.UsageRecords.AsNoTracking().SingleOrDefaultAsync(row => row.RequestId == requestId, cancellationToken);
        var price = record is null
            ? null
            : await context.ModelPrices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == record.PriceId, cancellationToken);
        if (record is null || price is null)
        {
            return null;
        }

        var grants = await context.LedgerEntries.AsNoTracking()
            .Where(entry => entry.RequestId == requestId && entry.Kind == LedgerEntryKind.Charge)
            .Join(context.Grants, entry => entry.GrantId, grant => grant.Id, (entry, grant) => new ChargeSource(grant.Id, grant.Kind, entry.Amount))
            .ToListAsync(cancellationToken);
        return new ChargeExplanation(
            PriceView.Of(price), Credit.FromParts(record.MultiplierParts), Lines(record, price), record.Cost, record.Charged, record.Overrun, record.Held, grants);
    }

    private static List<ChargeLine> Lines(UsageRecord record, ModelPrice price)
    {
        if (price.PerCall is { } perCall)
        {
            return record.Cost == 0 ? [] : [new ChargeLine(ChargeUnit.Call, 1, Credit.ToUsd(perCall), Credit.ToUsd(perCall))];
        }

        var uncached = record.InputTokens - record.CachedTokens - record.CacheWriteTokens;
        return
        [
            .. Line(ChargeUnit.Input, uncached, price.InputPerMillion),
            .. Line(ChargeUnit.CachedInput, record.CachedTokens, price.CachedInputPerMillion ?? price.InputPerMillion),
            .. Line(ChargeUnit.CacheWrite, record.CacheWriteTokens, price.CacheWritePerMillion ?? price.InputPerMillion),
            .. Line(ChargeUnit.Output, record.OutputTokens, price.OutputPerMillion),
        ];
    }

    private static IEnumerable<ChargeLine> Line(ChargeUnit unit, long count, long pricePerMillion)
    {
        if (count > 0)
        {
            var price = Credit.ToUsd(pricePerMillion);
            yield return new ChargeLine(unit, count, price, count * price / Credit.Million);
        }
    }
}
