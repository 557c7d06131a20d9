using PeppaApi.Data.Entities;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>
/// Takes what upstreams tell of their own accord. Whoever calls must know the secret of the task, and speak of the task that
/// its upstream has under that name; what it says counts as much as an answer, no more.
/// </summary>
internal sealed class MjCallbacks(TaskBook book, TaskSecrets secrets, MjArrivals arrivals)
{
    private const int LargestBody = 1024 * 1024;

    public async Task TakeAsync(HttpContext context, string id, string secret)
    {
        if (!TaskSecrets.Equal(secret, secrets.OfCallback(id)))
        {
            await MjDoor.RefuseAsync(context, "invalid_secret", 403);
            return;
        }

        using var body = await RequestBody.ReadAsync(context.Request, LargestBody, context.RequestAborted);
        var told = body is null ? null : MjTask.Read(body.Bytes.Span);
        var task = told is null ? null : await book.FindAsync(LongTaskKind.Midjourney, id, context.RequestAborted);
        if (task is { UpstreamId: { } upstreamId } && upstreamId == told!.Id)
        {
            await book.ApplyAsync(task, MjUpstream.Report(told));
        }
        else if (task is not { UpstreamId: null } || !arrivals.Note(id, told!.Id))
        {
            await MjDoor.RefuseAsync(context, "midjourney_task_not_found");
            return;
        }

        await MjDoor.AnswerAsync(context, MjErrorWriter.Write(1, "成功", "success"));
    }
}
