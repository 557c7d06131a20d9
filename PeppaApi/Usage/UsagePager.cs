using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;

namespace PeppaApi.Usage;

/// <summary>
/// Turns the pages of usage records by where the last one ended, never by counting: the last page costs what the first does.
/// What is rare (a model, a token, a channel) is found through running totals, so that it needs no index of its own, which
/// every request would pay for. Safe for any thread.
/// </summary>
public sealed class UsagePager(IDbContextFactory<PeppaDbContext> contexts)
{
    private const int Batch = 1_000;

    /// <summary>The latest records.</summary>
    public Task<UsagePage> FirstAsync(UsageFilter filter, int size, CancellationToken cancellationToken = default) =>
        PageAsync(filter, null, older: true, size, cancellationToken);

    /// <summary>Those that come after that place in time: the ones next to it.</summary>
    public Task<UsagePage> NewerAsync(UsageFilter filter, UsageCursor than, int size, CancellationToken cancellationToken = default) =>
        PageAsync(filter, than, older: false, size, cancellationToken);

    public Task<UsagePage> OlderAsync(UsageFilter filter, UsageCursor than, int size, CancellationToken cancellationToken = default) =>
        PageAsync(filter, than, older: true, size, cancellationToken);

    /// <summary>All records, the latest first. Nothing is kept open between two batches.</summary>
    public async IAsyncEnumerable<IReadOnlyList<UsageView>> BatchesAsync(UsageFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var page = await FirstAsync(filter, Batch, cancellationToken);
        yield return page.Items;
        while (page.HasOlder)
        {
            page = await OlderAsync(filter, UsageCursor.Of(page.Items[^1]), Batch, cancellationToken);
            yield return page.Items;
        }
    }

    /// <summary>So many records after so many others, the latest first, for those who count pages.</summary>
    /// <param name="filter">One whose requests the sums by hour know.</param>
    internal async Task<IReadOnlyList<UsageView>> AtAsync(UsageFilter filter, long skip, int size, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await context.BeginSnapshotAsync(cancellationToken);
        return await UsageSearch.AtAsync(context, await UsageHours.WithOwnerAsync(context, filter, cancellationToken), skip, size, cancellationToken);
    }

    private async Task<UsagePage> PageAsync(UsageFilter filter, UsageCursor? from, bool older, int size, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        filter = await UsageHours.WithOwnerAsync(context, filter, cancellationToken);
        // One more than wanted says whether there are more.
        var found = await UsageSearch.NextAsync(context, filter, from, older, size + 1, cancellationToken);
        var more = found.Count > size;
        var items = found.Take(size).ToList();
        if (!older)
        {
            items.Reverse();
        }

        return new UsagePage(items, older ? from is not null : more, older ? more : from is not null);
    }
}
