using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PeppaApi.Data;

/// <summary>Changes of rows that are looked at first.</summary>
internal static class ContextChanges
{
    private const int Attempts = 5;

    // https://sqlite.org/rescode.html#constraint
    private const int Constraint = 19;

    /// <summary>
    /// Looks, changes and saves, in a context of its own. Where somebody else came between, so that a row is gone or there already, all of it is done anew
    /// on what is there now: <paramref name="change"/> may run several times.
    /// </summary>
    public static async Task<T> ChangeAsync<T>(this IDbContextFactory<PeppaDbContext> contexts, Func<PeppaDbContext, Task<T>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            try
            {
                var result = await change(context);
                await context.SaveChangesAsync(cancellationToken);
                return result;
            }
            catch (DbUpdateException exception) when (attempt < Attempts && (exception is DbUpdateConcurrencyException || exception.InnerException is SqliteException { SqliteErrorCode: Constraint }))
            {
                // Again.
            }
        }
    }

    /// <inheritdoc cref="ChangeAsync{T}(IDbContextFactory{PeppaDbContext}, Func{PeppaDbContext, Task{T}}, CancellationToken)"/>
    public static Task ChangeAsync(this IDbContextFactory<PeppaDbContext> contexts, Func<PeppaDbContext, Task> change, CancellationToken cancellationToken) => contexts.ChangeAsync(
        async context =>
        {
            await change(context);
            return true;
        },
        cancellationToken);

    /// <summary>The same, one change after the other: for what is written whole, or must hold of several rows together.</summary>
    public static async Task<T> ChangeAsync<T>(
        this IDbContextFactory<PeppaDbContext> contexts, SemaphoreSlim oneAtATime, Func<PeppaDbContext, Task<T>> change, CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await contexts.ChangeAsync(change, cancellationToken);
        }
        finally
        {
            oneAtATime.Release();
        }
    }
}
