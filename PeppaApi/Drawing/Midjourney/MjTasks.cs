using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.Midjourney;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>Tells of tasks as clients of the protocol read them: what the relay knows, with what the upstream last said, asked again where that is old.</summary>
internal sealed class MjTasks(TaskBook book, TaskFollower follower, TaskMemory memory, MjLinks links, IOptions<DrawingOptions> options)
{
    /// <param name="root">Where links begin; none is the site.</param>
    public async Task<JsonObject> TellAsync(LongTask task, Uri? root, CancellationToken cancellationToken) => (await TellAsync([task], root, cancellationToken))[0];

    public async Task<IReadOnlyList<JsonObject>> TellAsync(IReadOnlyList<LongTask> tasks, Uri? root, CancellationToken cancellationToken)
    {
        var fresh = await RefreshAsync(tasks, cancellationToken);
        return [.. fresh.Select(task => MjTaskWriter.Write(Facts(task), Said(task), links.Pictures(task.PublicId, root)))];
    }

    /// <summary>What the upstream last said of a task, if that is still known.</summary>
    public MjTask? Said(LongTask task) => memory.Find(task.Id)?.Content as MjTask;

    /// <summary>Asks the upstreams after those of which nothing, or nothing new, is known.</summary>
    public async Task<IReadOnlyList<LongTask>> RefreshAsync(IReadOnlyList<LongTask> tasks, CancellationToken cancellationToken)
    {
        var age = TimeSpan.FromMilliseconds(options.Value.PollMilliseconds * 1.5);
        var stale = tasks.Where(task => memory.Find(task.Id, task.IsOver ? null : age) is null).ToList();
        if (stale.Count == 0 || !await follower.AskNowAsync(stale, cancellationToken))
        {
            return tasks;
        }

        var again = await book.FindAsync([.. tasks.Select(task => task.Id)], cancellationToken);
        return [.. tasks.Select(task => again.GetValueOrDefault(task.Id, task))];
    }

    private MjTaskFacts Facts(LongTask task)
    {
        var upstream = Said(task)?.Status;
        var (status, progress) = task.State switch
        {
            LongTaskState.Submitting => ("NOT_START", "0%"),
            LongTaskState.Submitted => ("SUBMITTED", "0%"),
            LongTaskState.Running => ("IN_PROGRESS", task.Progress.ToString(CultureInfo.InvariantCulture) + "%"),
            LongTaskState.AwaitingInput => ("MODAL", "0%"),
            LongTaskState.Succeeded => ("SUCCESS", "100%"),
            _ => ("FAILURE", ""),
        };
        // The upstream's own words, if it is the upstream that failed.
        var reason = task.State != LongTaskState.Failed || upstream is MjStatus.Failure or MjStatus.Cancelled ? null : $"出图失败自动回滚额度，可在日志中查看（{task.FailCode}）";
        return new MjTaskFacts(task.PublicId, task.Action, task.Mode, status, progress, task.CreatedAt, task.StartedAt, task.FinishedAt, reason);
    }
}
