using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Auditing;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Usage;

namespace PeppaApi.Drawing;

/// <summary>
/// Finds tasks and notes what becomes of them. Every note is a conditional update, so that reports that come twice, late or
/// out of order change nothing; ends are the ledger's, in the transaction that charges or gives back.
/// </summary>
internal sealed class TaskBook(
    IDbContextFactory<PeppaDbContext> contexts, CreditLedger ledger, TaskMemory memory, UsageEvents usage, TaskEvents events, TimeProvider time)
{
    private const int UniqueViolation = 2067;

    public DateTimeOffset Now => time.GetUtcNow();

    public async Task<LongTask?> FindAsync(LongTaskKind kind, string publicId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LongTasks.AsNoTracking().SingleOrDefaultAsync(task => task.PublicId == publicId && task.Kind == kind, cancellationToken);
    }

    /// <summary>A task of any kind.</summary>
    public async Task<LongTask?> FindAsync(string publicId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LongTasks.AsNoTracking().SingleOrDefaultAsync(task => task.PublicId == publicId, cancellationToken);
    }

    /// <summary>A task as an upstream calls it.</summary>
    public async Task<LongTask?> FindAsync(long channelId, string upstreamId)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.LongTasks.AsNoTracking().SingleOrDefaultAsync(task => task.ChannelId == channelId && task.UpstreamId == upstreamId);
    }

    public async Task<Dictionary<long, LongTask>> FindAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LongTasks.AsNoTracking().Where(task => ids.Contains(task.Id)).ToDictionaryAsync(task => task.Id, cancellationToken);
    }

    public async Task<List<LongTask>> FindOwnAsync(long tokenId, LongTaskKind kind, IReadOnlyCollection<string> publicIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LongTasks.AsNoTracking()
            .Where(task => task.TokenId == tokenId && task.Kind == kind && publicIds.Contains(task.PublicId)).OrderBy(task => task.Id).ToListAsync(cancellationToken);
    }

    /// <summary>A token's own tasks that were not deleted, from one on, the latest first or last; and whether there are more.</summary>
    /// <param name="after">The one before; empty begins at the start.</param>
    public async Task<(List<LongTask> Page, bool More)> PageAsync(long tokenId, LongTaskKind kind, string after, int size, bool ascending, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var own = context.LongTasks.AsNoTracking().Where(task => task.TokenId == tokenId && task.Kind == kind);
        var last = after.Length == 0 ? 0 : await own.Where(task => task.PublicId == after).Select(task => task.Id).SingleOrDefaultAsync(cancellationToken);
        own = own.Where(task => task.DeletedAt == null && (last == 0 || (ascending ? task.Id > last : task.Id < last)));
        var found = await (ascending ? own.OrderBy(task => task.Id) : own.OrderByDescending(task => task.Id)).Take(size + 1).ToListAsync(cancellationToken);
        return (found[..Math.Min(size, found.Count)], found.Count > size);
    }

    /// <summary>Its owner does not see a task any more.</summary>
    public async Task HideAsync(long taskId)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync();
        await context.LongTasks.Where(task => task.Id == taskId).ExecuteUpdateAsync(set => set.SetProperty(task => task.DeletedAt, now));
    }

    /// <summary>All that an upstream may still report of, and what awaits input.</summary>
    public async Task<List<LongTask>> LiveAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LongTasks.AsNoTracking()
            .Where(task => task.State == LongTaskState.Submitted || task.State == LongTaskState.Running || task.State == LongTaskState.AwaitingInput)
            .ToListAsync(cancellationToken);
    }

    /// <summary>An upstream has taken the task.</summary>
    /// <returns>False if another task of ours is the same one there.</returns>
    public Task<bool> AcceptAsync(long userId, long taskId, ChannelLease lease, string upstreamId, long upstreamCost) =>
        PlaceAsync(userId, taskId, lease, upstreamId, upstreamCost, LongTaskState.Submitted);

    /// <summary>Notes where a task went, which is not accepted or not to be followed.</summary>
    /// <returns>False if another task of ours is the same one there.</returns>
    public async Task<bool> PlaceAsync(long userId, long taskId, ChannelLease lease, string? upstreamId, long upstreamCost, LongTaskState state = LongTaskState.Submitting)
    {
        await using var context = await contexts.CreateDbContextAsync();
        try
        {
            await context.LongTasks.Where(task => task.Id == taskId && task.State == LongTaskState.Submitting).ExecuteUpdateAsync(set => set
                .SetProperty(task => task.State, state)
                .SetProperty(task => task.ChannelId, lease.Channel.Id)
                .SetProperty(task => task.KeyId, lease.Key.Id)
                .SetProperty(task => task.UpstreamId, upstreamId)
                .SetProperty(task => task.UpstreamCost, upstreamCost));
            events.Raise(userId);
            return true;
        }
        catch (SqliteException exception) when (exception.SqliteExtendedErrorCode == UniqueViolation)
        {
            return false;
        }
    }

    public async Task<bool> CloseAsync(long userId, long taskId, TaskEnd end) => await NoteEndAsync(userId, taskId, await ledger.CloseTaskAsync(taskId, end));

    /// <summary>Ends a task by somebody's hand.</summary>
    public async Task<bool> ReleaseAsync(LongTask task, TaskEnd end, string reason, Actor? by) =>
        await NoteEndAsync(task.UserId, task.Id, await ledger.ReleaseTaskAsync(task.Id, end, reason, by));

    /// <summary>Notes what an upstream reports.</summary>
    /// <returns>Whether it was news.</returns>
    public async Task<bool> ApplyAsync(LongTask task, TaskReport report)
    {
        memory.Keep(task.Id, report);
        switch (report.State)
        {
            case LongTaskState.Succeeded when task.HoldId is { } hold:
                return await CloseAsync(task.UserId, task.Id, new TaskEnd(hold, LongTaskState.Succeeded, UsageStatus.Succeeded, null, OperationOf(task), 1));
            case LongTaskState.Failed when task.HoldId is { } hold:
                return await CloseAsync(task.UserId, task.Id, new TaskEnd(hold, LongTaskState.Failed, UsageStatus.GivenBack, report.FailCode, OperationOf(task), 1));
            case LongTaskState.Failed when task.State == LongTaskState.AwaitingInput:
                return await DropAsync(task, report.FailCode!);
            case LongTaskState.Submitted or LongTaskState.Running:
                return await AdvanceAsync(task, report);
            default:
                return false;
        }
    }

    /// <summary>Gives up a task that has no end of its own.</summary>
    public Task<bool> GiveUpAsync(LongTask task, string failCode) => task.HoldId is { } hold
        ? CloseAsync(task.UserId, task.Id, new TaskEnd(hold, LongTaskState.Failed, UsageStatus.GivenBack, failCode, OperationOf(task), 1))
        : DropAsync(task, failCode);

    /// <summary>Notes which tasks an upstream does not know, and which it knows again.</summary>
    public async Task MarkMissingAsync(IReadOnlyCollection<long> taskIds, bool missing)
    {
        if (taskIds.Count == 0)
        {
            return;
        }

        var now = missing ? time.GetUtcNow() : (DateTimeOffset?)null;
        await using var context = await contexts.CreateDbContextAsync();
        await context.LongTasks.Where(task => taskIds.Contains(task.Id)).ExecuteUpdateAsync(set => set.SetProperty(task => task.MissingSince, now));
    }

    /// <summary>How usage records name what was done.</summary>
    public static string OperationOf(LongTask task) => Operation(task.Kind, task.Action);

    public static string Operation(LongTaskKind kind, string action) =>
        kind == LongTaskKind.Midjourney ? $"mj/{action.ToLowerInvariant()}" : action == TaskReader.Video ? "videos" : $"videos/{action.ToLowerInvariant()}";

    /// <summary>Only forward: an older report finds the task further on.</summary>
    private async Task<bool> AdvanceAsync(LongTask task, TaskReport report)
    {
        if (report.State == task.State && report.Progress <= task.Progress)
        {
            return false;
        }

        await using var context = await contexts.CreateDbContextAsync();
        var changed = await context.LongTasks
            .Where(row => row.Id == task.Id && row.HoldId != null && (row.State < report.State || (row.State == report.State && row.Progress < report.Progress)))
            .ExecuteUpdateAsync(set => set
                .SetProperty(row => row.State, report.State!.Value)
                .SetProperty(row => row.Progress, report.Progress)
                .SetProperty(row => row.StartedAt, row => row.StartedAt ?? report.StartedAt));
        if (changed > 0)
        {
            await TellAsync(task.UserId, task.Id);
        }

        return changed > 0;
    }

    /// <summary>Ends what awaits input, for which nothing is held.</summary>
    private async Task<bool> DropAsync(LongTask task, string failCode)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync();
        var changed = await context.LongTasks.Where(row => row.Id == task.Id && row.State == LongTaskState.AwaitingInput).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, LongTaskState.Failed)
            .SetProperty(row => row.FailCode, failCode)
            .SetProperty(row => row.FinishedAt, now));
        if (changed > 0)
        {
            await TellAsync(task.UserId, task.Id);
        }

        return changed > 0;
    }

    private async Task<bool> NoteEndAsync(long userId, long taskId, bool ended)
    {
        if (ended)
        {
            await TellAsync(userId, taskId);
            usage.Raise(userId);
        }

        return ended;
    }

    /// <summary>Has live pages and the client's own program told.</summary>
    private async Task TellAsync(long userId, long taskId)
    {
        events.Raise(userId);
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync();
        await context.TaskHooks.Where(hook => hook.TaskId == taskId && hook.NextAttemptAt == null).ExecuteUpdateAsync(set => set.SetProperty(hook => hook.NextAttemptAt, now));
    }
}
