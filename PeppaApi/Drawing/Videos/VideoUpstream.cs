using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.Azure;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Providers.OpenAI.Media;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Videos;

/// <summary>Has videos made by an upstream that speaks as OpenAI does, and asks it how they are doing.</summary>
internal sealed class VideoUpstream(TaskHttp http) : ITaskUpstream
{
    // There is no question after several at once.
    private const int AtOnce = 8;

    public LongTaskKind Kind => LongTaskKind.Video;

    public int Rounds => 3;

    /// <summary>Whether a channel knows videos at all.</summary>
    public static bool Serves(ChannelEntry channel) => channel.Provider.Dialect is OpenAIUpstream and not AzureUpstream;

    /// <param name="path">Below <c>videos</c>.</param>
    public static Uri Address(ChannelAccess access, string path) => OpenAIAddress.Below(access.Target.Endpoint, "videos" + path);

    /// <param name="write">The answer for the client, from the upstream's.</param>
    public async Task<TaskReply> SubmitAsync(ChannelLease lease, string path, HttpContent body, Func<VideoState, string?, byte[]> write, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, Address(lease.ChannelAccess, path)) { Content = body };
        var (answer, failure) = await http.SubmitAsync(lease, message, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        if (VideoState.Read(answer.Span) is not { } video)
        {
            lease.ChannelFailed("It answered 200 without a video.");
            return new TaskReply.Unusable(new RelayFailure.UpstreamFailed(200, null), false);
        }

        return new TaskReply.Accepted(video.Id) { Write = publicId => write(video, publicId) };
    }

    /// <summary>Each by itself: one that is not answered says nothing of the others.</summary>
    public async Task<IReadOnlyList<TaskReport>> AskAsync(ChannelAccess access, IReadOnlyList<string> upstreamIds, CancellationToken cancellationToken)
    {
        var answers = new List<(TaskReport? Report, TaskUpstreamException? Fault)>();
        foreach (var some in upstreamIds.Chunk(AtOnce))
        {
            answers.AddRange(await Task.WhenAll(some.Select(id => TryAskAsync(access, id, cancellationToken))));
            if (answers.TrueForAll(answer => answer.Fault is { Answered: false }))
            {
                // Nobody is there: each of the rest would be waited for in vain.
                break;
            }
        }

        if (answers.TrueForAll(answer => answer.Fault is not null))
        {
            throw answers[0].Fault!;
        }

        return [.. answers.Select(answer => answer.Report).OfType<TaskReport>()];
    }

    /// <summary>Deletes a video there; one that is not there is deleted, too.</summary>
    /// <exception cref="TaskUpstreamException">The upstream does not do it.</exception>
    public async Task DeleteAsync(ChannelAccess access, string upstreamId, CancellationToken cancellationToken)
    {
        var (status, _) = await http.TryAskAsync(access, new HttpRequestMessage(HttpMethod.Delete, Address(access, "/" + Uri.EscapeDataString(upstreamId))), cancellationToken);
        if (status is not ((>= 200 and < 300) or 404))
        {
            throw new TaskUpstreamException($"It answered {status}.");
        }
    }

    private async Task<(TaskReport? Report, TaskUpstreamException? Fault)> TryAskAsync(ChannelAccess access, string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync(access, id, cancellationToken), null);
        }
        catch (TaskUpstreamException exception)
        {
            return (TaskReport.Silent(id), exception);
        }
    }

    /// <returns>None if the upstream does not know it.</returns>
    private async Task<TaskReport?> AskAsync(ChannelAccess access, string id, CancellationToken cancellationToken)
    {
        var (status, body) = await http.TryAskAsync(access, new HttpRequestMessage(HttpMethod.Get, Address(access, "/" + Uri.EscapeDataString(id))), cancellationToken);
        return status switch
        {
            404 => null,
            >= 200 and < 300 => VideoState.Read(body.Span) is { } video && video.Id == id ? Report(video) : throw new TaskUpstreamException("It answered something that is no video.", answered: true),
            _ => throw new TaskUpstreamException($"It answered {status}.", answered: true),
        };
    }

    private static TaskReport Report(VideoState video)
    {
        var (state, failCode) = video.Status switch
        {
            "queued" => (LongTaskState.Submitted, null),
            "in_progress" => (LongTaskState.Running, null),
            "completed" => (LongTaskState.Succeeded, null),
            "failed" => (LongTaskState.Failed, "failed"),
            _ => ((LongTaskState?)null, (string?)null),
        };
        return new TaskReport(video.Id, state, video.Progress, null, failCode, failCode is null ? null : video.FailReason, video);
    }
}
