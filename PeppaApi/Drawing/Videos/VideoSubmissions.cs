using System.Text.Json;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Providers.OpenAI.Media;
using PeppaApi.Relay;
using PeppaApi.Tokens;

namespace PeppaApi.Drawing.Videos;

/// <summary>Turns a request for a video into a task: how long and how large it is to be, and under which name it is priced.</summary>
internal sealed class VideoSubmissions(TaskSubmitter submitter, VideoUpstream upstream, TaskIds ids, TimeProvider time)
{
    public Task<SubmitOutcome> CreateAsync(Caller caller, string requestId, string? contentType, ReadOnlyMemory<byte> body)
    {
        var request = VideoRequest.Read(contentType, body.Span);
        var task = new NewTask(LongTaskKind.Video, NewId(), TaskReader.Video, "", null, null, request.Seconds * 1000L, request.Size);
        return submitter.SubmitAsync(new TaskOrder(caller, requestId, request.Model, task, TaskBook.Operation(task.Kind, TaskReader.Video), (lease, cancellationToken) =>
            SendAsync(lease, "", request, body, request.Model, task, null, cancellationToken))
        {
            Serves = VideoUpstream.Serves,
        });
    }

    /// <summary>Changes a video that is there: as long and as large, by the same model, where it was made.</summary>
    public Task<SubmitOutcome> RemixAsync(Caller caller, string requestId, LongTask source, string? contentType, ReadOnlyMemory<byte> body)
    {
        var request = VideoRequest.Read(contentType, body.Span, isRemix: true);
        if (source is not { State: LongTaskState.Succeeded, UpstreamId: { } upstreamId })
        {
            return Task.FromResult(new SubmitOutcome(null, new RelayFailure.BadRequest("video_id", "Only a completed video can be changed.", "只能改编已完成的视频。")));
        }

        var task = new NewTask(LongTaskKind.Video, NewId(), TaskReader.Remix, "", source.Id, null, source.Milliseconds, source.Variant);
        return submitter.SubmitAsync(new TaskOrder(caller, requestId, source.Model, task, TaskBook.Operation(task.Kind, TaskReader.Remix), (lease, cancellationToken) =>
            SendAsync(lease, $"/{Uri.EscapeDataString(upstreamId)}/remix", request, body, source.Model, task, source.PublicId, cancellationToken))
        {
            Serves = VideoUpstream.Serves,
            Follows = source,
        });
    }

    private Task<TaskReply> SendAsync(
        ChannelLease lease, string path, VideoRequest request, ReadOnlyMemory<byte> body, string model, NewTask task, string? remixOf, CancellationToken cancellationToken)
    {
        var content = new SpliceContent(request.Edit(body, lease.UpstreamModel), request.ContentType);
        var facts = new VideoFacts(task.PublicId, model, "queued", 0, time.GetUtcNow(), null, VideoTasks.Seconds(task.Milliseconds), task.Variant, remixOf, null);
        return upstream.SubmitAsync(
            lease, path, content, (video, publicId) => JsonSerializer.SerializeToUtf8Bytes(VideoState.Write(facts with { Id = publicId! }, video)), cancellationToken);
    }

    private string NewId() => $"video_{ids.Next()}";
}
