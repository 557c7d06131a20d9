using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PeppaApi.Data;

/// <summary>
/// Refuses every write of whoever only looks: whatever a page or service tries, no statement but a query reaches the
/// database, and the ledger takes no command. See decision 16.
/// </summary>
internal sealed class WriteGuard : DbCommandInterceptor
{
    private static readonly AsyncLocal<Func<bool>?> OnlyLooks = new();

    /// <summary>Everything that is awaited below the caller writes nothing for as long as that is so.</summary>
    public static void Enter(Func<bool> onlyLooks) => OnlyLooks.Value = onlyLooks;

    /// <exception cref="InvalidOperationException">Whoever acts only looks.</exception>
    public static void Check()
    {
        if (OnlyLooks.Value?.Invoke() == true)
        {
            throw new InvalidOperationException("Nothing can be changed while somebody's pages are looked at.");
        }
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Check();
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check();
        return new(result);
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        CheckQuery(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        CheckQuery(command);
        return new(result);
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        CheckQuery(command);
        return result;
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        CheckQuery(command);
        return new(result);
    }

    /// <summary>A row that is added comes back through a reader, too: what is no plain query is a write.</summary>
    private static void CheckQuery(DbCommand command)
    {
        if (!command.CommandText.AsSpan().TrimStart().StartsWith("SELECT", StringComparison.OrdinalIgnoreCase))
        {
            Check();
        }
    }
}
