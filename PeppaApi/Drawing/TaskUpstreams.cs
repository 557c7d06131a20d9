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
    public bool IsDue(LongTask task) => Of(task.Kind).Rounds is 1
        || memory.Find(task.Id, TimeSpan.FromMilliseconds(options.Value.PollMilliseconds * (Of(task.Kind).Rounds - 0.5))) is null;

    public ITaskUpstream Of(LongTaskKind kind) => protocols.Single(protocol => protocol.Kind == kind);
}
