using Microsoft.Extensions.Options;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;

namespace PeppaApi.Drawing;

/// <summary>Where tasks are worked on, and in which protocol one asks there.</summary>
internal sealed class TaskUpstreams(ChannelDirectory channels, IEnumerable<ITaskUpstream> protocols, TaskMemory memory, IOptions<DrawingOptions> options)
{
    /// <returns>None where the channel or the key is gone.</returns>
    public Task<ChannelAccess?> AccessAsync(long channelId, long keyId, CancellationToken cancellationToken) => channels.AccessAsync(channelId, keyId, cancellationToken);

    /// <summary>Whether it is time to ask after a task again.</summary>
    public bool IsDue(LongTask task) => Of(task.Kind).Rounds is 1 || !memory.WasAsked(task.Id, Freshness(task));

    /// <summary>Whether there was an answer about a task a moment ago.</summary>
    public bool WasAnswered(LongTask task) => memory.WasAnswered(task.Id, Freshness(task));

    /// <summary>Notes that there was no answer about a task.</summary>
    public void NoteSilent(LongTask task) => memory.Keep(task.Id, TaskReport.Silent(task.UpstreamId!));

    /// <summary>Notes that its upstream does not know a task.</summary>
    public void NoteGone(LongTask task) => memory.KeepGone(task.Id);

    public ITaskUpstream Of(LongTaskKind kind) => protocols.Single(protocol => protocol.Kind == kind);

    private TimeSpan Freshness(LongTask task) => TimeSpan.FromMilliseconds(options.Value.PollMilliseconds * (Of(task.Kind).Rounds - 0.5));
}
