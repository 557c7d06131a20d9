using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>Asks for the seed of a finished picture, which only its upstream knows.</summary>
internal sealed class MjSeeds(MjDoor door, ChannelDirectory channels, MjUpstream upstream)
{
    public async Task AnswerAsync(HttpContext context, string id)
    {
        if (await door.FindOwnAsync(context, id) is not { } task)
        {
            return;
        }

        if (task is not { State: LongTaskState.Succeeded, ChannelId: { } channel, KeyId: { } key, UpstreamId: { } upstreamId }
            || await channels.AccessAsync(channel, key, context.RequestAborted) is not { } access)
        {
            await MjDoor.RefuseAsync(context, "task_status_not_success");
            return;
        }

        try
        {
            var answer = MjSubmitReply.Read((await upstream.SeedAsync(access, upstreamId, context.RequestAborted)).Span);
            await (answer is null ? MjDoor.WriteAsync(context, new RelayFailure.UpstreamFailed(200, null)) : MjDoor.AnswerAsync(context, answer.Write(answer.TaskId)));
        }
        catch (TaskUpstreamException)
        {
            await MjDoor.WriteAsync(context, new RelayFailure.UpstreamUnreachable());
        }
    }
}
