using PeppaApi.Channels;
using PeppaApi.Data.Entities;

namespace PeppaApi.Drawing;

/// <summary>Where tasks are worked on, and in which protocol one asks there.</summary>
internal sealed class TaskUpstreams(ChannelDirectory channels, IEnumerable<ITaskUpstream> protocols)
{
    /// <returns>None where the channel or the key is gone.</returns>
    public Task<ChannelAccess?> AccessAsync(long channelId, long keyId, CancellationToken cancellationToken) => channels.AccessAsync(channelId, keyId, cancellationToken);

    public ITaskUpstream Of(LongTaskKind kind) => protocols.Single(protocol => protocol.Kind == kind);
}
