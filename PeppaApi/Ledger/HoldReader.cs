using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;

namespace PeppaApi.Ledger;

/// <summary>What is set aside for requests that are under way, in nano-dollars.</summary>
/// <param name="Oldest">When the oldest was made; none if there is none.</param>
public sealed record OpenHolds(int Count, long Amount, DateTimeOffset? Oldest);

public sealed class HoldReader(IDbContextFactory<PeppaDbContext> contexts)
{
    public async Task<OpenHolds> ReadAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Holds.GroupBy(_ => 1)
            .Select(all => new OpenHolds(all.Count(), all.Sum(hold => hold.Amount), all.Min(hold => hold.CreatedAt)))
            .SingleOrDefaultAsync(cancellationToken) ?? new OpenHolds(0, 0, null);
    }
}
