using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.Midjourney;

namespace PeppaApi.Drawing;

/// <summary>Reads tasks for people.</summary>
public sealed class TaskReader(IDbContextFactory<PeppaDbContext> contexts)
{
    public const int LargestExport = 100_000;
    internal const string Video = "VIDEO";
    internal const string Remix = "REMIX";

    /// <summary>What tasks can be, to choose from.</summary>
    public static IReadOnlyList<string> Actions { get; } = [.. MjActions.All, Video, Remix];

    /// <summary>A page of tasks, the latest first.</summary>
    public async Task<(IReadOnlyList<TaskView> Items, int Total)> ListAsync(TaskFilter filter, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var tasks = filter.Apply(context.LongTasks.AsNoTracking(), context.Users);
        var items = await Join(context, tasks.OrderByDescending(task => task.Id).Skip((page - 1) * pageSize).Take(pageSize)).ToListAsync(cancellationToken);
        return (items, await tasks.CountAsync(cancellationToken));
    }

    public async Task<TaskView?> GetAsync(string publicId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Join(context, context.LongTasks.AsNoTracking().Where(task => task.PublicId == publicId)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>All that the filter finds, the latest first, for a file.</summary>
    public async Task<string> ExportAsync(TaskFilter filter, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var tasks = filter.Apply(context.LongTasks.AsNoTracking(), context.Users);
        return TaskCsv.Write(await Join(context, tasks.OrderByDescending(task => task.Id).Take(LargestExport)).ToListAsync(cancellationToken));
    }

    private static IQueryable<TaskView> Join(PeppaDbContext context, IQueryable<LongTask> tasks) =>
        from task in tasks
        join user in context.Users on task.UserId equals user.Id
        join token in context.Tokens on task.TokenId equals token.Id
        join channel in context.Channels on task.ChannelId equals channel.Id into channels
        from channel in channels.DefaultIfEmpty()
        orderby task.Id descending
        select new TaskView(
            task.Id, task.Kind, task.PublicId, task.RequestId, task.UserId, user.UserName!, token.Name, task.ChannelId, channel.Name, task.UpstreamId,
            task.Action, task.Mode, task.Model, task.Milliseconds, task.Variant, task.State, task.Progress, task.CreatedAt, task.StartedAt, task.FinishedAt,
            task.DeletedAt, task.MissingSince, task.HoldId != null, task.Held, task.Charged,
            context.LedgerEntries.Where(entry => entry.RequestId == task.RequestId && entry.Kind == LedgerEntryKind.Grant).Sum(entry => entry.Amount),
            task.FailCode);
}
