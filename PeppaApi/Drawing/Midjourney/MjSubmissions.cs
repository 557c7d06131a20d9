using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Relay;
using PeppaApi.Tokens;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>Turns a submission of the protocol into a task: who may follow up on what, under which name it is priced, and where news of it go.</summary>
internal sealed class MjSubmissions(TaskSubmitter submitter, TaskBook book, MjUpstream upstream, TaskHooks hooks, TaskIds ids, MjLinks links)
{
    /// <param name="root">Where links begin that go to the client.</param>
    public async Task<SubmitOutcome> SubmitAsync(Caller caller, string requestId, MjRequest request, string mode, Uri root)
    {
        var (task, refusal) = request.TaskId is null ? (null, null) : await FindFollowedAsync(caller, request);
        if (refusal is not null)
        {
            return new SubmitOutcome(null, refusal);
        }

        mode = mode.Length > 0 ? mode : task?.Mode ?? "";
        var publicId = request.Resumes ? task!.PublicId : $"{ids.Next()}";
        var callback = links.Callback(publicId);
        var body = request.Write(task?.UpstreamId, mode, callback);
        var awaited = callback is null || request is { Resumes: true } or { Action: MjActions.Upload } ? null : publicId;
        var model = MjActions.Model(request.Action, mode);
        var order = new TaskOrder(
            caller,
            requestId,
            model,
            new NewTask(LongTaskKind.Midjourney, publicId, request.Action, mode, request.Resumes ? null : task?.Id, Resumes: request.Resumes ? task!.Id : null),
            $"mj/{request.Action.ToLowerInvariant()}",
            (lease, cancellationToken) => upstream.SubmitAsync(lease, request, body, awaited, cancellationToken))
        {
            Serves = channel => channel.Provider.Dialect is MidjourneyUpstream,
            Follows = task,
        };
        var outcome = await submitter.SubmitAsync(order);
        if (request.NotifyHook is { } hook && outcome is { Answer: not null, TaskId: > 0 })
        {
            await hooks.AddAsync(outcome.TaskId, hook, root);
        }

        return outcome;
    }

    private async Task<(LongTask? Task, RelayFailure? Refusal)> FindFollowedAsync(Caller caller, MjRequest request)
    {
        var task = await book.FindAsync(LongTaskKind.Midjourney, request.TaskId!);
        return task is null || task.TokenId != caller.TokenId ? (null, new RelayFailure.BadRequest("taskId", "task_not_found", "task_not_found"))
            : request.Resumes ? (task, task.State == LongTaskState.AwaitingInput ? null : new RelayFailure.BadRequest("taskId", "The task awaits nothing any more.", "该任务已提交或已结束，请勿重复提交"))
            : task is { State: LongTaskState.Succeeded, UpstreamId: not null } ? (task, null)
            : (task, new RelayFailure.BadRequest("taskId", "task_status_not_success", "task_status_not_success"));
    }
}
