using System.Globalization;
using System.Text.Json.Nodes;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.OpenAI.Media;

namespace PeppaApi.Drawing.Videos;

/// <summary>Tells of videos as OpenAI's clients read them.</summary>
internal sealed class VideoTasks(TaskBook book, TaskNews news)
{
    public async Task<JsonObject> TellAsync(LongTask task, CancellationToken cancellationToken) => (await TellAsync([task], cancellationToken))[0];

    public async Task<IReadOnlyList<JsonObject>> TellAsync(IReadOnlyList<LongTask> tasks, CancellationToken cancellationToken)
    {
        var fresh = await news.RefreshAsync(tasks, cancellationToken);
        var parents = await book.FindAsync([.. fresh.Where(task => task.ParentId is not null).Select(task => task.ParentId!.Value)], cancellationToken);
        return [.. fresh.Select(task => VideoState.Write(
            Facts(task, task.ParentId is { } parent ? parents.GetValueOrDefault(parent)?.PublicId : null), news.Said(task) as VideoState))];
    }

    /// <summary>How many seconds are paid for, as the protocol writes them.</summary>
    public static string Seconds(long milliseconds) => (milliseconds / 1000).ToString(CultureInfo.InvariantCulture);

    private static VideoFacts Facts(LongTask task, string? remixOf)
    {
        var (status, progress) = task.State switch
        {
            LongTaskState.Running => ("in_progress", task.Progress),
            LongTaskState.Succeeded => ("completed", 100),
            LongTaskState.Failed => ("failed", task.Progress),
            _ => ("queued", 0),
        };
        return new VideoFacts(
            task.PublicId, task.Model, status, progress, task.CreatedAt, task.State == LongTaskState.Succeeded ? task.FinishedAt : null,
            Seconds(task.Milliseconds), task.Variant, remixOf, task.State == LongTaskState.Failed ? task.FailCode : null);
    }
}
