using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;

namespace PeppaApi.Drawing;

/// <summary>What upstreams last said of tasks, asked again where that is old.</summary>
internal sealed class TaskNews(TaskBook book, TaskFollower follower, TaskMemory memory, IOptions<DrawingOptions> options)
{
    /// <summary>All that the upstream last said of a task, if that is still known.</summary>
    public object? Said(LongTask task) => memory.Find(task.Id)?.Content;

    /// <summary>Asks the upstreams after those of which nothing, or nothing new, is known.</summary>
    public async Task<IReadOnlyList<LongTask>> RefreshAsync(IReadOnlyList<LongTask> tasks, CancellationToken cancellationToken)
    {
        var age = TimeSpan.FromMilliseconds(options.Value.PollMilliseconds * 1.5);
        var stale = tasks.Where(task => !memory.WasAsked(task.Id, age) && !(task.IsOver && memory.IsSettled(task.Id))).ToList();
        if (stale.Count == 0 || !await follower.AskNowAsync(stale, cancellationToken))
        {
            return tasks;
        }

        var again = await book.FindAsync([.. tasks.Select(task => task.Id)], cancellationToken);
        return [.. tasks.Select(task => again.GetValueOrDefault(task.Id, task))];
    }
}
