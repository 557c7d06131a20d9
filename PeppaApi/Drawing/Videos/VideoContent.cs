using System.Net;
using Microsoft.Extensions.Options;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Drawing.Midjourney;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Videos;

/// <summary>Hands a finished video, or a picture of it, on to its owner: streamed as it comes, only so large, and never kept.</summary>
internal sealed class VideoContent(VideoDoor door, TaskBook book, MjLinks links, TaskUpstreams upstreams, TaskHttp http, IOptions<DrawingOptions> options)
{
    private static readonly string[] Variants = ["video", "thumbnail", "spritesheet"];
    private static readonly string[] Types = ["video/mp4", "video/webm", "image/webp", "image/png", "image/jpeg", "application/octet-stream"];

    public async Task ServeAsync(HttpContext context, string id)
    {
        if (await FindAsync(context, id) is not { } task)
        {
            return;
        }

        var variant = context.Request.Query["variant"].ToString() is { Length: > 0 } asked ? asked : Variants[0];
        if (!Variants.Contains(variant))
        {
            await door.FailAsync(context, new RelayFailure.BadRequest("variant", "'variant' is video, thumbnail or spritesheet.", "variant 应为 video、thumbnail 或 spritesheet。"));
        }
        else if (task is not { State: LongTaskState.Succeeded, ChannelId: { } channel, KeyId: { } key, UpstreamId: { } upstreamId })
        {
            await VideoDoor.RefuseAsync(context, 404, "video_not_ready", "The video is not completed.");
        }
        else if (await upstreams.AccessAsync(channel, key, context.RequestAborted) is not { } access)
        {
            await VideoDoor.RefuseAsync(context, 404, "video_gone", "The video's upstream is not used any more.");
        }
        else
        {
            await PassAsync(context, access, VideoUpstream.Address(access, $"/{Uri.EscapeDataString(upstreamId)}/content?variant={variant}"));
        }
    }

    /// <summary>For who has the token's key, or the link that only the owner was told.</summary>
    private async Task<LongTask?> FindAsync(HttpContext context, string id) =>
        context.Request.Query.ContainsKey("s") && links.IsGood(id, context.Request.Query) && await book.FindAsync(LongTaskKind.Video, id, context.RequestAborted) is { DeletedAt: null } task
            ? task
            : await door.FindOwnAsync(context, id);

    private async Task PassAsync(HttpContext context, ChannelAccess access, Uri address)
    {
        try
        {
            var asked = VideoRange.Of(context.Request);
            var message = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = asked?.Header } };
            using var response = await http.OpenAsync(access, message, context.RequestAborted);
            var (type, length) = (response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(), response.Content.Headers.ContentLength);
            var part = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange : length is { } whole ? asked?.Within(whole) : null;
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || (asked is not null && part is null && length is not null))
            {
                context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                return;
            }

            if (!response.IsSuccessStatusCode || !Types.Contains(type) || length > options.Value.MaxVideoBytes)
            {
                await door.FailAsync(context, new RelayFailure.UpstreamFailed(502, null));
                return;
            }

            StrictHeaders.Set(context.Response, type!, part is null ? length : part.To - part.From + 1, isFinal: true);
            context.Response.Headers.AcceptRanges = "bytes";
            if (part is not null)
            {
                (context.Response.StatusCode, context.Response.Headers.ContentRange) = (StatusCodes.Status206PartialContent, part.ToString());
            }

            // An upstream that knows no parts sends all of it: what was not asked for stays here.
            var source = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            var (from, end) = part is null || response.StatusCode == HttpStatusCode.PartialContent ? (0, long.MaxValue) : (part.From!.Value, part.To!.Value + 1);
            await BoundedCopy.RunAsync(source, context, options.Value.MaxVideoBytes, context.RequestAborted, from, end);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !context.Response.HasStarted)
        {
            await door.FailAsync(context, new RelayFailure.UpstreamUnreachable());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            context.Abort();
        }
    }
}
