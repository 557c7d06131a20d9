using System.Globalization;
using System.Text.Json.Nodes;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.Midjourney;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>Tells of tasks as clients of the protocol read them: what the relay knows, with what the upstream last said, asked again where that is old.</summary>
internal sealed class MjTasks(TaskNews news, MjLinks links)
{
    /// <param name="root">Where links begin.</param>
    public async Task<JsonObject> TellAsync(LongTask task, Uri root, CancellationToken cancellationToken) => (await TellAsync([task], root, cancellationToken))[0];

    public async Task<IReadOnlyList<JsonObject>> TellAsync(IReadOnlyList<LongTask> tasks, Uri root, CancellationToken cancellationToken)
    {
        var fresh = await news.RefreshAsync(tasks, cancellationToken);
        return [.. fresh.Select(task => MjTaskWriter.Write(Facts(task), news.Said(task) as MjTask, links.Pictures(task.PublicId, root)))];
    }

    private MjTaskFacts Facts(LongTask task)
    {
        var upstream = (news.Said(task) as MjTask)?.Status;
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
