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
        var refunds = await context.Grants.AsNoTracking().Where(grant => grant.RequestId == requestId).OrderBy(grant => grant.Id)
            .Select(grant => new ChargeRefund(grant.Id, grant.CreatedAt, grant.Amount, grant.Reason)).ToListAsync(cancellationToken);
        var tokens = UnitPrices.ListFor(price, record.InputTokens);
        return new ChargeExplanation(
            PriceView.Of(price),
            (tokens as PriceTier)?.AboveInputTokens,
            record.Variant,
            Credit.FromParts(record.MultiplierParts),
            Lines(record, price, tokens),
            record.Cost,
            record.Charged,
            record.Overrun,
            record.Held,
            grants,
            refunds);
    }

    private static List<ChargeLine> Lines(UsageRecord record, ModelPrice price, ITokenPrices tokens)
    {
        if (price.PerCall is { } perCall)
        {
            return record.Calls == 0 ? [] : [Line(ChargeUnit.Call, record.Calls, perCall)];
        }

        var usage = record.Usage();
        return [.. ChargeUnits.Counted.Where(unit => unit.Count(usage) > 0)
            .Select(unit => Line(unit, unit.Count(usage), UnitPrices.Of(price, tokens, unit, record.Variant)))];
    }

    private static ChargeLine Line(ChargeUnit unit, long count, long price) =>
        new(unit, count, Credit.ToUsd(price), count * Credit.ToUsd(price) / unit.PricedBy());
}
