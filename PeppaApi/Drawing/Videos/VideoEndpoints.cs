using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PeppaApi.Data.Entities;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Videos;

/// <summary>What OpenAI's clients call below <c>/v1/videos</c>.</summary>
internal sealed class VideoEndpoints(VideoDoor door, VideoSubmissions submissions, VideoTasks tasks, VideoUpstream upstream, TaskUpstreams upstreams, TaskBook book)
{
    private const int UsualPage = 20;
    private const int LargestPage = 100;

    public Task CreateAsync(HttpContext context) =>
        door.SubmitAsync(context, (caller, body) => submissions.CreateAsync(caller, RequestIds.Of(context), context.Request.ContentType, body));

    public async Task RemixAsync(HttpContext context, string id)
    {
        if (await door.FindOwnAsync(context, id) is { } source)
        {
            await door.SubmitAsync(context, (caller, body) => submissions.RemixAsync(caller, RequestIds.Of(context), source, context.Request.ContentType, body));
        }
    }

    public async Task GetAsync(HttpContext context, string id)
    {
        if (await door.FindOwnAsync(context, id) is { } task)
        {
            await TaskDoor.AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(await tasks.TellAsync(task, context.RequestAborted)));
        }
    }

    public async Task ListAsync(HttpContext context)
    {
        if (await door.AdmitAsync(context) is not { } caller)
        {
            return;
        }

        var query = context.Request.Query;
        var size = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Clamp(limit, 1, LargestPage) : UsualPage;
        var (page, more) = await book.PageAsync(caller.TokenId, LongTaskKind.Video, query["after"].ToString(), size, query["order"] == "asc", context.RequestAborted);
        var told = await tasks.TellAsync(page, context.RequestAborted);
        await TaskDoor.AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. told]),
            ["first_id"] = page.Count > 0 ? page[0].PublicId : null,
            ["last_id"] = page.Count > 0 ? page[^1].PublicId : null,
            ["has_more"] = more,
        }));
    }

    /// <summary>Deletes a video that is over, here and where it was made.</summary>
    public async Task DeleteAsync(HttpContext context, string id)
    {
        if (await door.FindOwnAsync(context, id) is not { } task)
        {
            return;
        }

        if (!task.IsOver)
        {
            await VideoDoor.RefuseAsync(context, 400, "video_not_finished", "Only a completed or failed video can be deleted.");
            return;
        }

        try
        {
            if (task is { ChannelId: { } channel, KeyId: { } key, UpstreamId: { } upstreamId } && await upstreams.AccessAsync(channel, key, context.RequestAborted) is { } access)
            {
                await upstream.DeleteAsync(access, upstreamId, context.RequestAborted);
            }
        }
        catch (TaskUpstreamException)
        {
            await door.FailAsync(context, new RelayFailure.UpstreamUnreachable());
            return;
        }

        await book.HideAsync(task.Id);
        await TaskDoor.AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["id"] = id, ["object"] = "video.deleted", ["deleted"] = true }));
    }
}
