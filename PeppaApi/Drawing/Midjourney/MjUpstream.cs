using System.Net.Http.Headers;
using System.Text.Json;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>Submits to a midjourney-proxy, and asks it how tasks are doing.</summary>
internal sealed class MjUpstream(TaskHttp http, MjArrivals arrivals) : ITaskUpstream
{
    private const string NotAnswered = "It answered something that is no task.";

    public LongTaskKind Kind => LongTaskKind.Midjourney;

    /// <param name="awaited">The new task that the upstream was told to call back about; none where it was not, or where there is no new task.</param>
    public Task<TaskReply> SubmitAsync(ChannelLease lease, MjRequest request, byte[] body, string? awaited, CancellationToken cancellationToken) => awaited is null
        ? SendAsync(lease, request, body, cancellationToken)
        : arrivals.WatchAsync(
            awaited,
            () => SendAsync(lease, request, body, cancellationToken),
            upstreamId => new TaskReply.Accepted(upstreamId) { Write = MjSubmitReply.Taken(upstreamId).Write });

    private async Task<TaskReply> SendAsync(ChannelLease lease, MjRequest request, byte[] body, CancellationToken cancellationToken)
    {
        var (answer, failure) = await http.SubmitAsync(lease, Post(lease.ChannelAccess, request.Path, body), cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        if (MjSubmitReply.Read(answer.Span) is not { } reply)
        {
            lease.ChannelFailed("It answered 200 without a reply.");
            return new TaskReply.Unusable(new RelayFailure.UpstreamFailed(200, null), false);
        }

        TaskReply result = reply switch
        {
            { Code: 1 } when request.Action == MjActions.Upload => new TaskReply.Done(),
            { IsAccepted: true, TaskId: { } id } => new TaskReply.Accepted(id),
            { Code: 21, IsThere: true, TaskId: { } id } => new TaskReply.Exists(id),
            { Code: 21, TaskId: { } id } => new TaskReply.Asks(id),
            { IsAccepted: true } or { Code: 21 } => new TaskReply.Refused("upstream_refused", false),
            _ => new TaskReply.Refused(reply.FailCode, reply.MayTryAnother),
        };
        return result with { Write = reply.Write };
    }

    public async Task<IReadOnlyList<TaskReport>> AskAsync(ChannelAccess access, IReadOnlyList<string> upstreamIds, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { ids = upstreamIds });
        var answer = await http.AskAsync(access, Post(access, "task/list-by-condition", body), cancellationToken);
        // Something else than a list must not make all of them look lost.
        return answer.Span.TrimStart(" \t\r\n"u8).StartsWith("["u8) ? [.. MjTask.ReadList(answer.Span).Select(Report)] : throw new TaskUpstreamException(NotAnswered);
    }

    /// <exception cref="TaskUpstreamException">The upstream does not say.</exception>
    public Task<ReadOnlyMemory<byte>> SeedAsync(ChannelAccess access, string upstreamId, CancellationToken cancellationToken) => http.AskAsync(
        access, new HttpRequestMessage(HttpMethod.Get, Address(access, $"task/{Uri.EscapeDataString(upstreamId)}/image-seed")), cancellationToken);

    public static TaskReport Report(MjTask task)
    {
        var (state, failCode) = task.Status switch
        {
            MjStatus.Waiting => (LongTaskState.Submitted, null),
            MjStatus.Running => (LongTaskState.Running, null),
            MjStatus.Success => (LongTaskState.Succeeded, null),
            MjStatus.Failure => (LongTaskState.Failed, "failed"),
            MjStatus.Cancelled => (LongTaskState.Failed, "cancelled"),
            _ => ((LongTaskState?)null, (string?)null),
        };
        return new TaskReport(task.Id, state, task.Progress, task.StartedAt, failCode, failCode is null ? null : task.FailReason, task);
    }

    private static HttpRequestMessage Post(ChannelAccess access, string path, byte[] body) => new(HttpMethod.Post, Address(access, path))
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
    };

    private static Uri Address(ChannelAccess access, string path) => MidjourneyUpstream.AddressOf(access.Target.Endpoint, path);
}
