using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PeppaApi.Data;

/// <summary>Something that keeps stored facts in memory and must see a change before the call that made it returns.</summary>
public interface IDataChangeListener
{
    /// <summary>Reads again what the changed entities stand for; ignores those that do not concern it.</summary>
    /// <param name="changed">The entities that were added, modified or deleted, as they were saved.</param>
    Task RefreshAsync(IReadOnlyList<object> changed);
}

/// <summary>
/// Tells the listeners after each save, and waits for them: a change holds for the very next request.
/// A save that a listener depends on must not run inside an explicit transaction.
/// </summary>
public sealed class DataChangeNotifier(IServiceProvider services) : SaveChangesInterceptor
{
    private readonly ConditionalWeakTable<DbContext, List<object>> _saving = [];

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        throw new NotSupportedException("Save asynchronously.");

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var changed = eventData.Context!.ChangeTracker.Entries()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .Select(entry => entry.Entity)
            .ToList();
        _saving.AddOrUpdate(eventData.Context, changed);
        return ValueTask.FromResult(result);
    }

    public override async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (_saving.TryGetValue(eventData.Context!, out var changed) && changed.Count > 0)
        {
            foreach (var listener in services.GetServices<IDataChangeListener>())
            {
                await listener.RefreshAsync(changed);
            }
        }

        return result;
    }
}
