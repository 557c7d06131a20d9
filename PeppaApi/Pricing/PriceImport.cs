using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Pricing;

public enum PriceImportState
{
    Added,
    Changed,
    Unchanged,
    Refused,
}

/// <summary>One field that changes, as text.</summary>
public sealed record PriceChange(string Field, string Old, string New);

/// <param name="EffectiveFrom">None is at once.</param>
/// <param name="Reason">Why it is refused.</param>
public sealed record PriceImportRow(
    string Model,
    DateTimeOffset? EffectiveFrom,
    PriceImportState State,
    IReadOnlyList<PriceChange> Changes,
    string? Reason,
    IReadOnlyList<PriceFinding> Warnings);

/// <summary>What an import does, row by row.</summary>
public sealed record PriceImportPlan(bool Applied, IReadOnlyList<PriceImportRow> Rows)
{
    public int Added => Count(PriceImportState.Added);

    public int Changed => Count(PriceImportState.Changed);

    public int Unchanged => Count(PriceImportState.Unchanged);

    public int Refused => Count(PriceImportState.Refused);

    private int Count(PriceImportState state) => Rows.Count(row => row.State == state);
}

/// <summary>Brings in prices from a file: all of it or nothing, after a look at what changes.</summary>
public sealed class PriceImport(PriceService prices, IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    /// <summary>Says what an import would do, and changes nothing.</summary>
    /// <exception cref="InputException">The file as a whole cannot be read.</exception>
    public async Task<PriceImportPlan> PreviewAsync(string file, CancellationToken cancellationToken = default)
    {
        var rows = PriceFile.Read(file);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return new PriceImportPlan(false, [.. (await PlanAsync(context, rows, cancellationToken)).Select(planned => planned.Row)]);
    }

    /// <summary>Adds a version for every price that is new or differs.</summary>
    /// <param name="skipRefused">Whether rows that cannot be accepted are left out; else they stop the import.</param>
    /// <exception cref="InputException">The file cannot be read, or a row cannot be accepted; nothing was changed.</exception>
    public Task<PriceImportPlan> ApplyAsync(string file, bool skipRefused, CancellationToken cancellationToken = default)
    {
        var rows = PriceFile.Read(file);
        return prices.WriteAsync(
            async context =>
            {
                var plan = await PlanAsync(context, rows, cancellationToken);
                var refused = plan.Where(planned => planned.Row.State == PriceImportState.Refused).Select(planned => planned.Row).ToList();
                InputException.Require(
                    skipRefused || refused.Count == 0,
                    "file",
                    refused.Count == 0 ? "" : $"{refused.Count} rows cannot be accepted, the first is {refused[0].Model}: {refused[0].Reason} Nothing was changed.");
                context.ModelPrices.AddRange(plan.Where(planned => planned.Row.State is PriceImportState.Added or PriceImportState.Changed).Select(planned => planned.Price!));
                return new PriceImportPlan(true, [.. plan.Select(planned => planned.Row)]);
            },
            cancellationToken);
    }

    private async Task<List<Planned>> PlanAsync(PeppaDbContext context, IReadOnlyList<PriceFileRow> rows, CancellationToken cancellationToken)
    {
        var known = (await context.ModelPrices.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(price => price.Model);
        var shipped = PriceBookSeeder.Read().Models.ToDictionary(row => row.Model);
        var seen = new HashSet<(string, DateTimeOffset?)>();
        return [.. rows.Select(row =>
        {
            try
            {
                return Plan(row, known, shipped, seen);
            }
            catch (InputException fault)
            {
                return Planned.Refused(row.Model, row.Row?.EffectiveFrom, $"{fault.Field}: {fault.Message}");
            }
        })];
    }

    private Planned Plan(PriceFileRow source, ILookup<string, ModelPrice> known, Dictionary<string, PriceRow> shipped, HashSet<(string, DateTimeOffset?)> seen)
    {
        if (source.Row is not { } row)
        {
            throw source.Fault!;
        }

        var model = PriceRules.Model(row.Model);
        InputException.Require(seen.Add((model, row.EffectiveFrom)), "model", "The model is in the file twice.");
        var from = PriceService.Beginning(row.EffectiveFrom, time.GetUtcNow());
        var versions = known[model].OrderByDescending(price => price.EffectiveFrom).ToList();
        var present = versions.Find(price => price.EffectiveFrom <= from);
        var presentRow = present is null ? null : PriceRow.Of(PriceView.Of(present));
        var wanted = source.IsRatio ? RatioFile.Complete(row, presentRow, shipped.GetValueOrDefault(model)) : row;
        var price = PriceRules.ToPrice(model, wanted);
        PriceService.Follow(price, wanted, versions, from);
        var changes = Changes(presentRow, PriceRow.Of(PriceView.Of(price)));
        var state = present is null ? PriceImportState.Added : changes.Count > 0 ? PriceImportState.Changed : PriceImportState.Unchanged;
        var reference = shipped.GetValueOrDefault(model) is { } book ? PriceRules.ToPrice(model, book) : null;
        return new Planned(new PriceImportRow(model, row.EffectiveFrom, state, changes, null, PriceLint.Of(price, present, reference)), price);
    }

    private static List<PriceChange> Changes(PriceRow? before, PriceRow after) =>
    [
        .. PriceColumn.Figures.Select(column => new PriceChange(column.Name, before is null ? "" : column.Write(before), column.Write(after)))
            .Where(change => change.Old != change.New),
    ];

    private sealed record Planned(PriceImportRow Row, ModelPrice? Price)
    {
        public static Planned Refused(string model, DateTimeOffset? from, string reason) =>
            new(new PriceImportRow(model, from, PriceImportState.Refused, [], reason, []), null);
    }
}
